"""Small submissions, read in this process, for tests of single signals."""

import textwrap
from types import SimpleNamespace

from harness.heuristics import inside
from harness.submission import SourceFile, Submission

ASKED = {
    "brief": "Write `job.run(request)`. It raises ValueError. The variable JOB_URL says where. DECISIONS.md",
    "imports": ("job",),
    "entry_points": ("job.run(request: dict) -> dict",),
    "allowed": (),
    "provided": (),
    "not_asked": ("a cache", "containers", "a server"),
    "kit": frozenset(),
}


def read(files, **asked):
    """The reading of these texts by path; `job.py` alone for a plain text."""
    files = {"job.py": files} if isinstance(files, str) else files
    texts = [(path, textwrap.dedent(text)) for path, text in files.items()]
    return SimpleNamespace(**inside.read(texts, {**ASKED, **asked}, []))


def found(files, signal=None, **asked):
    """[(signal, line)] of what is found, or the messages of one signal."""
    reading = read(files, **asked)
    if signal is None:
        return [(each["signal"], each["line"]) for each in reading.findings]
    return [each["message"] for each in reading.findings if each["signal"] == signal]


def submission(files):
    return Submission("s", "0" * 64, tuple(SourceFile(path, data) for path, data in sorted(files.items())))
