"""A parameter that every call leaves at its default

What it looks for: parameters with a default, and fields of settings objects, that no call of the product or of the candidate's
own tests ever gives another value.

Why it matters: it is a setting that nobody asked for. Each doubles the ways in which the code could run, and one of them is
never tried.

An example: `def retry(call, attempts=3, backoff=2.0, jitter=True)`, always called as `retry(call)`.

When it is fine: parameters of the functions that the brief names, and the state that an object begins with and then changes.
"""

from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.usage import given, is_settled, knobs

FAMILY = "speculation"


def find(project: Project) -> Iterator[Finding]:
    for each in project.defs:
        if not is_settled(project, each):
            continue
        unused = [knob for knob in knobs(project, each) if not knob.is_called and not given(project, each, knob)]
        for knob in unused:
            what = "object" if each.is_class else "call"
            yield Finding(each.file, knob.line, f"{each.qualname}: every {what} leaves {knob.name} at its default", 0.5)
