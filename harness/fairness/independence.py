"""The hidden tests stand alone: in any order, each by itself, within the limits, leaving nothing behind, the same each time."""

from collections.abc import Iterator
from dataclasses import replace

from harness.evaluation import TestReport
from harness.fairness.bench import Bench, failing, told
from harness.fairness.record import Check, Wavering
from harness.submission import SourceFile
from harness.verdicts import Verdict

SEEDS = (1, 2)
LAST = "zzz_left_behind"

LEFT_BEHIND = '''
"""Added by `grade challenge verify`; the last to run: what the tests before left in the examiner."""

import os
import sys
import tempfile
import threading


def look():
    places = {os.getcwd(), tempfile.gettempdir(), os.path.dirname(os.path.abspath(__file__))}
    seen = {f"the folder {os.getcwd()} as the current one", f"a handler {sys.excepthook!r}"}
    for place in places:
        for folder, folders, files in os.walk(place):
            folders[:] = [name for name in folders if name not in ("__pycache__", ".hypothesis")]
            seen |= {f"the file {os.path.join(folder, name)}" for name in files}
    seen |= {f"the thread {thread.name}" for thread in threading.enumerate() if not harness_own(thread)}
    seen |= {f"the variable {name}={value}" for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return seen | children()


def harness_own(thread):
    return str(getattr(getattr(thread, "_target", None), "__module__", "")).startswith("harness.inside")


def children():
    found = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                about = file.read()
        except OSError:
            continue
        state, parent = about.rpartition(")")[2].split()[:2]
        if int(parent) == os.getpid():
            found.add(f"the process {about.partition(' ')[2].rpartition(')')[0]}) in state {state}")
    return found


BEFORE = look()


def test_nothing_is_left_behind():
    left = sorted(look() - BEFORE)
    assert not left, "; ".join(left[:20])
'''


def independence(bench: Bench) -> Check:
    """hidden tests do not depend on order or on each other, leave nothing behind, and finish within the limits"""
    assert bench.first is not None
    problems = []
    for seed in SEEDS:
        bench.say(f"a random order, {seed} of {len(SEEDS)}")
        report = bench.run(bench.reference, shuffle=seed)
        bench.saw(report)
        problems += [f"in a random order (seed {seed}): {told(test)}" for test in failing(report)]
    ids = [f"test_{group.name}.py::{test.name}" for group in bench.first.groups for test in group.tests]
    bench.say(f"{len(ids)} tests, each alone")
    for report in bench.each(lambda name: bench.run(bench.reference, only=frozenset({name})), ids):
        bench.saw(report)
        problems += [f"alone: {told(test)}" for test in failing(report)]
    problems += _left_behind(bench)
    problems += _too_near(bench, bench.first)
    return Check(
        name="independence",
        ok=not problems,
        told=f"{len(SEEDS)} random orders, {len(ids)} tests each alone, nothing left behind",
        problems=tuple(problems),
    )


def _left_behind(bench: Bench) -> list[str]:
    """One more run, with a test at its end that looks at what the others left in the examiner."""
    bench.say("what the tests leave behind")
    more = SourceFile(f"test_{LAST}.py", LEFT_BEHIND.encode())
    challenge = bench.challenge
    with_it = replace(challenge, groups={**challenge.groups, LAST: 1.0}, _hidden=(*challenge.hidden_files(), more))
    report = bench.run(bench.reference, of=with_it)
    bench.saw(report.model_copy(update={"groups": tuple(group for group in report.groups if group.name != LAST)}))
    left = [test for group in report.groups if group.name == LAST for test in group.tests]
    return [f"the tests leave behind: {test.message}" for test in left if test.verdict is not Verdict.PASSED]


def _too_near(bench: Bench, report: TestReport) -> Iterator[str]:
    limits = bench.challenge.limits
    for test in report.tests:
        if test.duration_s > limits.test_s / 2:
            yield f"{test.name} takes {test.duration_s:.1f} s of at most {limits.test_s:g} s: too near for a busy machine"
    if report.duration_s > limits.run_s / 2:
        yield f"all tests take {report.duration_s:.0f} s of at most {limits.run_s:g} s"


def same_verdict(bench: Bench) -> Check:
    """the same code, the same verdict: every repeated run of the reference agrees, test by test"""
    found = wavering(bench)
    problems = [
        f"{each.test} wavers: failed {each.failed} of {each.runs} runs: "
        + ", ".join(f"{count} {words}" for words, count in each.verdicts.items())
        for each in found
    ]
    runs = [sum(verdicts.values()) for verdicts in bench.verdicts.values()]
    told = f"{len(runs)} tests, each run {min(runs, default=0)} times or more, {len(found)} waver"
    return Check(name="same verdict", ok=not problems, told=told, problems=tuple(problems))


def wavering(bench: Bench) -> tuple[Wavering, ...]:
    """The tests of which not all runs of the reference agree, with how often they failed."""
    return tuple(
        Wavering(
            test=name,
            failed=sum(verdicts.values()) - verdicts[Verdict.PASSED],
            runs=sum(verdicts.values()),
            verdicts={verdict.words: count for verdict, count in verdicts.items()},
        )
        for name, verdicts in bench.verdicts.items()
        if len(verdicts) > 1
    )
