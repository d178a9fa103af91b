"""Every attack of the corpus against every sandbox that works here. `attack.py` says what a folder holds and the words mean.

An attack is graded in a pod of its own, like any submission, and so is its honest twin. Of each attack must hold:

- it scores no more than its twin, test by test, and has on every test the verdict that its word says;
- no test is an internal error: who can cause one can ask for a second chance for ever;
- the run ended in time, with a whole result and a report, and the twin's tests are all in it;
- nothing of the run is left on this host.
"""

import re
import threading
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import leftovers
import pytest
from attack import BROKE_IN, CHALLENGES, WORDS, Attack, corpus

from harness import challenge as challenges
from harness.errors import GradeError, HarnessError
from harness.evaluation import Evaluation, Scope, TestResult
from harness.grading import Grader
from harness.sandbox import select
from harness.unpack import unpack
from harness.verdicts import Verdict

SANDBOXES = {"docker": ("docker", None), "gvisor": ("docker", "runsc"), "bubblewrap": ("bubblewrap", None)}
AT_ONCE = 2  # pods in each of the suite's processes
# What these families try is decided in the unpacker, the examiner or the report, whatever kernel the subject has.
NOT_FOR_GVISOR = {"archives", "equality", "guessing", "report"}
# Here the submission is read too and the report written, which are the same wherever it ran: it takes half of the time.
WRITES = "bubblewrap"
SHARES = 2  # groups of attacks for each sandbox, each run by one of the suite's processes


@dataclass(frozen=True)
class Outcome:
    """What came of one grading."""

    evaluation: Evaluation | None
    refusal: str
    folder: Path
    took_s: float
    left: list[str]

    @property
    def tests(self) -> dict[str, TestResult]:
        return {test.name: test for group in self.evaluation.groups for test in group.tests}

    @property
    def groups(self) -> dict[str, str]:
        return {test.name: group.name for group in self.evaluation.groups for test in group.tests}


class Unread:
    """In the place of the reader."""

    def start(self, *_):
        return self

    def scope(self, *_):
        return Scope(reason="not read in this run")


class Runs:
    """Gradings in one sandbox, several at a time; every twin once."""

    def __init__(self, sandbox: str, place: Path) -> None:
        self.sandbox, self.place = sandbox, place
        backend, runtime = SANDBOXES[sandbox]
        self.grader = Grader(backend, runtime)
        if sandbox != WRITES:
            self.grader.reader = Unread()
        self.challenges = {name: challenges.load(folder) for name, folder in CHALLENGES.items()}
        for each in self.challenges.values():
            self.grader.environment(each)
        self.pool = ThreadPoolExecutor(AT_ONCE)
        self._lock = threading.Lock()
        self._started: dict[str, Future[Outcome]] = {}

    def of(self, attack: Attack) -> Outcome:
        return self.start(attack).result()

    def start(self, attack: Attack) -> "Future[Outcome]":
        place = self.place / "attacks"
        return self._start(attack.name, lambda: self._grade(attack.build(_new(place / attack.name)), attack))

    def twin_of(self, attack: Attack) -> Outcome:
        return self.start_twin(attack).result()

    def start_twin(self, attack: Attack) -> "Future[Outcome]":
        return self._start(f"twin {attack.twin.name}", lambda: self._grade(attack.twin, attack))

    def _start(self, key: str, job) -> "Future[Outcome]":
        with self._lock:
            if key not in self._started:
                self._started[key] = self.pool.submit(job)
            return self._started[key]

    def _grade(self, source: Path, attack: Attack) -> Outcome:
        out = self.place / "results" / attack.name / source.name
        began = time.monotonic()
        evaluation, refusal, folder, log = None, "", out, ""
        challenge = self.challenges[attack.expect.challenge]
        try:
            if self.sandbox == WRITES:
                graded = self.grader.grade(source, out, challenge, fresh=True)
                evaluation, folder = graded.evaluation, graded.folder
                log = (folder / "run.log").read_text("utf-8")
            else:
                evaluation, log = self.grader.evaluate(unpack(source), challenge)
        except HarnessError:
            raise
        except GradeError as error:
            refusal = str(error)
        took = time.monotonic() - began
        run = re.search(r"of run (\w+)", log)
        left = leftovers.of(run[1] if run else "", self.sandbox != "bubblewrap")
        return Outcome(evaluation, refusal, folder, took, left)


def _new(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


_RUNS: dict[str, Runs] = {}


@pytest.fixture
def runs(request, tmp_path_factory):
    """The gradings of this test's sandbox; the first test of a group starts all that the group needs."""
    sandbox, attack = request.node.callspec.params["sandbox"], request.node.callspec.params["attack"]
    name, runtime = SANDBOXES[sandbox]
    if sandbox not in _RUNS:
        probe = select.backend(name).probe(runtime)
        if not probe.works:
            pytest.skip(f"{sandbox} does not work here: {probe.reason}; {probe.remedy}")
        _RUNS[sandbox] = Runs(sandbox, tmp_path_factory.mktemp(sandbox))
    for item in request.session.items:
        params = getattr(item, "callspec", None) and item.callspec.params
        if params and params.get("sandbox") == sandbox and params.get("attack") and _share(params["attack"]) == _share(attack):
            _RUNS[sandbox].start_twin(params["attack"])  # before the attacks that are compared with it
            _RUNS[sandbox].start(params["attack"])
    return _RUNS[sandbox]


def _share(attack: Attack) -> int:
    return corpus().index(attack) % SHARES


def _cases():
    for sandbox, (name, _) in SANDBOXES.items():
        for attack in corpus():
            if sandbox == "gvisor" and attack.family in NOT_FOR_GVISOR:
                continue
            marks = [
                pytest.mark.engine if name == "docker" else pytest.mark.bubblewrap,
                pytest.mark.xdist_group(f"attacks-{sandbox}-{_share(attack)}"),
                pytest.mark.slow,
            ]
            yield pytest.param(sandbox, attack, id=f"{sandbox}-{attack.name}", marks=marks)


@pytest.mark.parametrize(("sandbox", "attack"), list(_cases()))
def test_attack(sandbox, attack, runs):
    """The attack, the verdict."""
    outcome = runs.of(attack)
    assert outcome.left == [], "something of the run is left on this host"
    if attack.expect.verdict == "rejected":
        assert outcome.evaluation is None, "it was graded, and should have been refused at unpacking"
        assert outcome.refusal and attack.expect.reason in outcome.refusal
        assert not outcome.folder.exists(), "something was written for a submission that was refused"
        return
    assert outcome.evaluation is not None, f"it was refused: {outcome.refusal}"
    twin = runs.twin_of(attack)
    assert twin.evaluation.total == 100, f"the twin itself fails: {_told(twin.tests)}"
    assert outcome.tests.keys() == twin.tests.keys(), "the hidden tests are not those of the twin's run"
    limits = outcome.evaluation.provenance.limits
    assert outcome.took_s < limits.run_s + 90, "the run did not end in time"
    _verdicts(attack, sandbox, outcome, twin)
    if sandbox == WRITES:
        _whole(attack, outcome)


def _verdicts(attack, sandbox, outcome, twin):
    """Test by test what the word says; never more than the twin; never an internal error."""
    expect = attack.expect
    word = expect.where.get(sandbox, expect.verdict)
    allowed = set() if word == "inert" else WORDS[word]
    touched = attack.touched(outcome.groups) if allowed else set()
    chance = attack.by_chance(outcome.groups) | (touched if expect.some else set())
    also = {verdict for each in expect.or_else for verdict in WORDS[each]}
    problems = []
    for name, test in outcome.tests.items():
        verdict, same = str(test.verdict), str(twin.tests[name].verdict)
        fine = {same} if name not in touched else set(allowed) | also
        fine |= ({same} | also) if name in chance else set()
        if test.verdict is Verdict.INTERNAL_ERROR or verdict not in fine:
            problems.append(f"{name}: {verdict}, not {' or '.join(sorted(fine))}: {test.message[:300]}")
        if word == "protocol" and name in touched and BROKE_IN not in test.message:
            problems.append(f"{name}: the message does not say {BROKE_IN!r}: {test.message[:300]}")
    assert not problems, f"{attack.expect.why}\n" + "\n".join(problems)
    if touched:
        assert any(outcome.tests[name].verdict is not Verdict.PASSED for name in touched), "it touched nothing"
        assert outcome.evaluation.total < twin.evaluation.total


def _whole(attack, outcome):
    """result.json, report.html and junit.xml are there, whole, and hold nothing that acts."""
    read = Evaluation.model_validate_json((outcome.folder / "result.json").read_bytes())
    assert read == outcome.evaluation
    assert len(ElementTree.parse(outcome.folder / "junit.xml").findall(".//testcase")) == len(outcome.tests)
    report = (outcome.folder / "report.html").read_text("utf-8")
    assert report.rstrip().endswith("</html>")
    for text in attack.expect.absent:
        assert text not in report, f"the report holds {text!r} as it came"


def _told(tests):
    return [f"{name}: {test.verdict}: {test.message[:200]}" for name, test in tests.items() if test.verdict is not Verdict.PASSED]
