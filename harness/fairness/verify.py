"""Every check that a challenge must pass to be called fair. Each is a function from the bench to a `Check`."""

import difflib
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

import harness
from harness import kit
from harness.challenge import Challenge
from harness.cli.check import of_public_tests
from harness.errors import GradeError
from harness.evaluation import Named, TestReport, TestResult
from harness.examine import examine
from harness.fairness.cheats import cheats
from harness.fairness.mutants import Mutant, mutants
from harness.fairness.record import Check, Mutation, Record, Rule, Survivor
from harness.fairness.samples import Sample, samples
from harness.grading import Grader
from harness.submission import SourceFile, Submission
from harness.unpack import unpack
from harness.verdicts import Verdict

Say = Callable[[str], None]
SHARED_LINES = 6  # as many equal lines in a row are code in common
EMPTY = Submission("empty", "0" * 64, ())


@dataclass
class Bench:
    """One challenge under proof, and what its submissions got so far."""

    challenge: Challenge
    graders: list[Grader]
    repeats: int
    jobs: int
    most_mutants: int | None
    say: Say
    reference: Submission = field(init=False)
    samples: list[Sample] = field(init=False)
    rules: list[Rule] = field(default_factory=list)
    mutation: Mutation | None = None
    first: TestReport | None = None  # of the reference
    reports: dict[str, TestReport] = field(default_factory=dict)  # of the samples

    def __post_init__(self) -> None:
        folder = self.challenge.folder / "reference"
        if not folder.is_dir():
            raise GradeError(f"{folder}/ is not there: put a right answer there")
        self.reference = unpack(folder)
        self.samples = samples(self.challenge)

    def run(self, submission: Submission, grader: Grader | None = None, **options: object) -> TestReport:
        """Examine with the first sandbox, or with the one given."""
        grader = grader or self.graders[0]
        environment = grader.environment(self.challenge)
        return examine(submission, self.challenge, grader.backend, environment, runtime=grader.runtime, **options)  # type: ignore[arg-type]

    def run_all(self, submissions: Iterable[Submission]) -> list[TestReport]:
        """Several at a time, in order."""
        with ThreadPoolExecutor(self.jobs) as pool:
            return list(pool.map(self.run, submissions))


def verify(
    challenge: Challenge, graders: list[Grader], *, repeats: int = 3, jobs: int = 2, most_mutants: int | None = None, say: Say
) -> Record:
    """Prove, or say what is missing. Raises GradeError where the folder is no whole challenge."""
    began = time.monotonic()
    bench = Bench(challenge, graders, repeats, jobs, most_mutants, say)
    checks = [_timed(bench, check) for check in CHECKS]
    return Record(
        challenge=Named(name=challenge.name, sha256=challenge.sha256),
        harness_version=harness.__version__,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        sandboxes=tuple(f"{g.probe.backend}{f' ({g.runtime})' if g.runtime else ''}" for g in graders),
        repeats=repeats,
        checks=tuple(checks),
        rules=tuple(bench.rules),
        mutation=bench.mutation,
        seconds=round(time.monotonic() - began, 1),
    )


def _timed(bench: Bench, check: Callable[[Bench], Check]) -> Check:
    bench.say((check.__doc__ or check.__name__).splitlines()[0])
    began = time.monotonic()
    return check(bench).model_copy(update={"seconds": round(time.monotonic() - began, 1)})


def _failing(report: TestReport) -> list[TestResult]:
    return [test for test in report.tests if test.verdict is not Verdict.PASSED]


def _told(test: TestResult) -> str:
    return f"{test.name}: {test.verdict.words}: {test.message[:300]}"


# ---------------------------------------------------------------- the reference


def reference(bench: Bench) -> Check:
    """the reference passes everything, every time, in every sandbox"""
    problems: list[str] = []
    seen: dict[str, Counter[Verdict]] = defaultdict(Counter)
    runs = 0
    for grader in bench.graders:
        for number in range(bench.repeats):
            bench.say(f"the reference in {grader.probe.backend}, {number + 1} of {bench.repeats}")
            report = bench.run(bench.reference, grader)
            bench.first = bench.first or report
            runs += 1
            for test in report.tests:
                seen[test.name][test.verdict] += 1
            problems += [f"{grader.probe.backend}: {_told(test)}" for test in _failing(report)]
    wavering = {name: verdicts for name, verdicts in seen.items() if len(verdicts) > 1}
    for name, verdicts in wavering.items():
        problems.append(f"{name} wavers: {', '.join(f'{v.words} {n} of {runs}' for v, n in verdicts.items())}")
    told = f"{len(seen)} tests, {runs} runs" + (f", {len(wavering)} waver" if wavering else ", the same each time")
    return Check(name="reference", ok=not problems, told=told, problems=tuple(problems))


def nothing(bench: Bench) -> Check:
    """the starter and an empty submission score nothing"""
    starter = bench.challenge.folder / "starter"
    problems = [] if starter.is_dir() else [f"{starter}/ is not there"]
    given = [EMPTY, *([unpack(starter)] if starter.is_dir() else [])]
    for submission, report in zip(given, bench.run_all(given), strict=True):
        if submission is EMPTY:
            bench.reports["empty"] = report
        for group in report.groups:
            if group.score != 0 and group.name not in bench.challenge.free_groups:
                passed = [test.name for test in group.tests if test.verdict is Verdict.PASSED]
                problems.append(f"{submission.name} scores {group.score} in {group.name}: {', '.join(passed[:5])}")
    return Check(name="nothing for nothing", ok=not problems, told="starter and empty submission", problems=tuple(problems))


def order(bench: Bench) -> Check:
    """hidden tests do not depend on order or on each other, and finish within the limits"""
    assert bench.first is not None
    problems = []
    for seed in (1, 2):
        problems += [
            f"in a random order (seed {seed}): {_told(test)}" for test in _failing(bench.run(bench.reference, shuffle=seed))
        ]
    by_id = [f"test_{group.name}.py::{test.name}" for group in bench.first.groups for test in group.tests]

    def alone(name: str) -> list[str]:
        report = bench.run(bench.reference, only=frozenset({name}))
        return [f"alone: {_told(test)}" for test in _failing(report)]

    with ThreadPoolExecutor(bench.jobs) as pool:
        for found in pool.map(alone, by_id):
            problems += found
    limits = bench.challenge.limits
    for test in bench.first.tests:
        if test.duration_s > limits.test_s / 2:
            problems.append(
                f"{test.name} takes {test.duration_s:.1f} s of at most {limits.test_s:g} s: too near for a busy machine"
            )
    if bench.first.duration_s > limits.run_s / 2:
        problems.append(f"all tests take {bench.first.duration_s:.0f} s of at most {limits.run_s:g} s")
    return Check(
        name="independence", ok=not problems, told=f"two random orders, {len(by_id)} tests each alone", problems=tuple(problems)
    )


# ---------------------------------------------------------------- samples


def labelled(bench: Bench) -> Check:
    """each sample gets what its label declares"""
    problems = []
    for sample, report in zip(bench.samples, bench.run_all(each.submission for each in bench.samples), strict=True):
        bench.reports[sample.name] = report
        for group in report.groups:
            wanted = sample.expected.groups.get(group.name)
            if wanted is not None and (wanted == "pass") != (group.score == 1):
                failed = [_told(test) for test in group.tests if test.verdict is not Verdict.PASSED]
                problems.append(f"{sample.name}: {group.name} should {wanted}, and scores {group.score}; {'; '.join(failed[:3])}")
    return Check(name="samples", ok=not problems, told=f"{len(bench.samples)} samples", problems=tuple(problems))


def more_than_one_way(bench: Bench) -> Check:
    """answers of unlike styles, with no code in common with the reference, are right"""
    right, problems = [], []
    for sample in bench.samples:
        if sample.expected.label == "right-sized" and not _failing(bench.reports[sample.name]):
            shared = _shared(bench.reference, sample.submission)
            if shared:
                problems.append(f"{sample.name} shares {SHARED_LINES} lines or more with the reference: {shared}")
            else:
                right.append(sample.name)
    if len(right) < 2:
        problems.append("fewer than two right-sized samples without code in common with the reference pass everything")
    return Check(name="more than one way", ok=len(right) >= 2, told=", ".join(right) or "none", problems=tuple(problems))


def _lines(submission: Submission) -> list[str]:
    text = "\n".join(file.data.decode("utf-8", "replace") for file in submission.files if file.path.endswith(".py"))
    return [
        line.strip() for line in text.splitlines() if len(line.strip()) > 3 and not re.match(r"#|import |from ", line.strip())
    ]


def _shared(one: Submission, other: Submission) -> str:
    left, right = _lines(one), _lines(other)
    found = difflib.SequenceMatcher(None, left, right, autojunk=False).find_longest_match()
    return left[found.a] if found.size >= SHARED_LINES else ""


def cheating(bench: Bench) -> Check:
    """nobody can cheat: no trick scores more than nothing does"""
    problems = []
    bar = {test.name for test in bench.reports["empty"].tests if test.verdict is Verdict.PASSED}
    tricks = cheats(bench.challenge)
    for trick, report in zip(tricks, bench.run_all(tricks), strict=True):
        gained = [test.name for test in report.tests if test.verdict is Verdict.PASSED and test.name not in bar]
        problems += [f"{trick.name} passes {name}" for name in gained]
    return Check(name="no cheating", ok=not problems, told=f"{len(tricks)} tricks", problems=tuple(problems))


# ---------------------------------------------------------------- rules and mutants


def mutation(bench: Bench) -> Check:
    """the hidden tests catch wrong answers: mutants of the reference"""
    found, sampled = mutants(bench.reference), False
    if bench.most_mutants is not None and len(found) > bench.most_mutants:
        found, sampled = random.Random(0).sample(found, bench.most_mutants), True
    settings = bench.challenge.mutation
    survivors, caught, only_here = [], 0, Counter[int]()
    done = 0
    with ThreadPoolExecutor(bench.jobs) as pool:
        for mutant, report in zip(found, pool.map(lambda each: bench.run(each.submission), found), strict=True):
            done += 1
            if done % 10 == 0:
                bench.say(f"mutant {done} of {len(found)}")
            failing = _failing(report)
            if not failing:
                survivors.append(
                    Survivor(file=mutant.file, line=mutant.line, change=mutant.change, equivalent=_excuse(bench, mutant))
                )
                continue
            caught += 1
            rules = {rule for test in failing for rule in test.rules}
            if len(rules) == 1:
                only_here[rules.pop()] += 1
    counted = caught + sum(not survivor.equivalent for survivor in survivors)
    score = 100 * caught / counted if counted else 100.0
    bench.mutation = Mutation(
        score=round(score, 2),
        threshold=settings.threshold,
        mutants=counted,
        caught=caught,
        survivors=tuple(survivors),
        sampled=sampled,
    )
    bench.rules = [rule.model_copy(update={"mutants_only_here": only_here[rule.number]}) for rule in bench.rules]
    open_ones = [f"{s.file}:{s.line}: {s.change}" for s in survivors if not s.equivalent]
    ok = score >= settings.threshold
    return Check(
        name="mutants",
        ok=ok,
        told=f"{score:.1f} % of {counted} caught, {settings.threshold:g} % needed",
        problems=tuple(open_ones),
    )


def _excuse(bench: Bench, mutant: Mutant) -> str:
    for known in bench.challenge.mutation.equivalent:
        if known.file == mutant.file and " ".join(known.change.split()) in " ".join(mutant.change.split()):
            return known.reason
    return ""


def traced(bench: Bench) -> Check:
    """every rule of the brief is checked by two tests and has a sample that breaks just it"""
    assert bench.first is not None
    problems, by_rule = [], defaultdict(list)
    for test in bench.first.tests:
        if not test.rules:
            problems.append(f"{test.name} names no rule: mark it with @pytest.mark.rule(N)")
        for rule in test.rules:
            by_rule[rule].append(test.name)
    problems += [
        f"tests name rule {rule}, which challenge.yaml does not have" for rule in by_rule if rule not in bench.challenge.rules
    ]
    for number, text in bench.challenge.rules.items():
        breaking = [sample.name for sample in bench.samples if sample.expected.breaks == (number,)]
        names = {name.partition("[")[0] for name in by_rule[number]}
        if len(names) < 2:
            problems.append(f"rule {number} has {len(names)} tests; two are needed")
        if not breaking:
            problems.append(f"rule {number} has no sample that breaks just it")
        bench.rules.append(Rule(number=number, text=text, tests=tuple(by_rule[number]), samples=tuple(breaking)))
    return Check(name="rules traced", ok=not problems, told=f"{len(bench.challenge.rules)} rules", problems=tuple(problems))


# ---------------------------------------------------------------- what the candidate gets


def kit_is_honest(bench: Bench) -> Check:
    """the kit gives nothing away, and its public tests pass on the reference and fail on the starter"""
    challenge, problems = bench.challenge, []
    try:
        files = kit.files(challenge)
    except GradeError as error:
        return Check(name="kit", ok=False, told="there is no kit", problems=(str(error),))
    given = {file.path: file.data for file in files if not file.path.startswith(".grade/")}
    problems += _leaks(bench, given)
    brief = given["brief.md"].decode()
    for entry in challenge.entry_points:
        name = re.split(r"[(:\s]", entry.strip())[0].rpartition(".")[2] or entry
        if name not in brief:
            problems.append(f"brief.md does not name the entry point {entry!r}")
    for name, value in challenge.limits.model_dump(exclude_unset=True).items():
        if name not in ("frame_kib", "frame_nodes") and not re.search(rf"(?<![\d.]){value:g}(?![\d.]\d)", brief.replace(",", "")):
            problems.append(f"brief.md does not tell the limit {name}: {value:g}")
    try:
        public = of_public_tests(challenge)
    except GradeError as error:
        return Check(name="kit", ok=False, told=f"{len(given)} files", problems=(*problems, str(error)))
    grader = bench.graders[0]
    environment = grader.environment(challenge)
    right = examine(bench.reference, public, grader.backend, environment, runtime=grader.runtime)
    problems += [f"public test on the reference: {_told(test)}" for test in _failing(right)]
    starter = examine(unpack(challenge.folder / "starter"), public, grader.backend, environment, runtime=grader.runtime)
    if not _failing(starter):
        problems.append("every public test passes on the starter")
    return Check(name="kit", ok=not problems, told=f"{len(given)} files", problems=tuple(problems))


def _leaks(bench: Bench, given: Mapping[str, bytes]) -> list[str]:
    """Lines of what is hidden that stand in the kit: eight equal lines in a row, or a whole file."""
    folder = bench.challenge.folder
    hidden: list[tuple[str, SourceFile]] = [("hidden tests", file) for file in bench.challenge.hidden_files()]
    hidden += [("reference", file) for file in bench.reference.files]
    hidden += [(f"sample {s.name}", file) for s in bench.samples if s.expected.label != "empty" for file in s.submission.files]
    starter = {path.read_bytes() for path in (folder / "starter").rglob("*") if path.is_file()}
    problems = []
    for path, data in given.items():
        if data in starter:  # samples begin with it
            continue
        mine = [line.strip() for line in data.splitlines() if len(line.strip()) > 10]
        for where, file in hidden:
            theirs = [line.strip() for line in file.data.splitlines() if len(line.strip()) > 10]
            if not mine or not theirs:
                continue
            found = difflib.SequenceMatcher(None, mine, theirs, autojunk=False).find_longest_match()
            if found.size >= 8 or (data == file.data and len(data) > 100):
                line = mine[found.a].decode("utf-8", "replace")[:80]
                problems.append(f"the kit's {path} shares {found.size} lines with {where}'s {file.path}: {line}")
    return problems


CHECKS: tuple[Callable[[Bench], Check], ...] = (
    reference,
    nothing,
    traced,
    kit_is_honest,
    labelled,
    more_than_one_way,
    cheating,
    order,
    mutation,
)
