"""What a candidate gets: the kit gives nothing away, the brief names all that decides, the public tests say something."""

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import partial

from harness import kit
from harness.challenge import Challenge
from harness.fairness.bench import Bench, failing, told
from harness.fairness.record import Check
from harness.selfchecked import of_public_tests
from harness.submission import SourceFile
from harness.unpack import unpack

COPIED_LINES = 8  # as many equal lines in a row of what is hidden are given away
SMALLEST = 100  # bytes, from which a whole file that is the same says something

UNITS: Mapping[str, str] = {
    "test_s": r"s\b|seconds",
    "run_s": r"s\b|seconds",
    "memory_mib": r"MiB",
    "pids": r"processes|threads",
    "cpus": r"CPU|core|processor",
    "disk_mib": r"MiB",
    "open_files": r"open files",
    "output_kib": r"KiB",
}
"""What stands behind a limit's number in a brief. What is not here is no limit that a candidate would meet."""


def handout(bench: Bench) -> Check:
    """the kit gives nothing away, the brief names all that decides, public tests pass on the reference and fail on the starter"""
    files = kit.files(bench.challenge)
    given = {file.path: file.data for file in files if not file.path.startswith(".grade/")}
    problems = [*_leaks(bench, given), *silences(bench.challenge, given["brief.md"].decode())]
    public = of_public_tests(bench.challenge)
    assert public is not None  # or there would be no kit
    problems += [f"public test on the reference: {told(test)}" for test in failing(bench.run(bench.reference, of=public))]
    starter = bench.run(unpack(bench.challenge.folder / "starter"), of=public)
    if not failing(starter):
        problems.append("every public test passes on the starter")
    tests = len(list(starter.tests))
    return Check(name="kit", ok=not problems, told=f"{len(given)} files, {tests} public tests", problems=tuple(problems))


def silences(challenge: Challenge, brief: str) -> Iterator[str]:
    """What decides and the brief keeps to itself: entry points, limits, time box, groups and weights, what was not asked."""
    flat = " ".join(brief.split())
    for entry in challenge.entry_points:
        name = re.split(r"[(:]", entry.strip())[0].strip()
        module, _, member = name.rpartition(".")
        wanted = [module, member] if module and " " not in name else [name]
        for word in wanted:
            if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", flat):
                yield f"brief.md does not name the entry point {entry!r}: {word} is not there"
    numbers = re.sub(r"(?<=\d),(?=\d{3}\b)", "", flat)
    for name, value in challenge.limits.model_dump(exclude_unset=True).items():
        if name in UNITS and not re.search(rf"(?<![\d.]){value:g} (?:\w+ )?(?:and )?(?:{UNITS[name]})", numbers):
            unit = UNITS[name].partition("|")[0].removesuffix(r"\b")
            yield f"brief.md does not tell the limit {name}: {value:g} (as in: {value:g} {unit})"
    if challenge.time_box_min and not _tells_time(numbers, challenge.time_box_min):
        yield f"brief.md does not tell the time box: {challenge.time_box_min} minutes"
    for group, weight in challenge.groups.items():
        if not re.search(rf"`{re.escape(group)}`[^\n]*\b{weight:g}\b", brief):
            yield f"brief.md does not tell the test group `{group}` with its weight {weight:g}"
    shares = [float(share) for share in re.findall(r"\|\s*(\d+(?:\.\d+)?) %\s*\|", brief)]
    if sum(shares) != 100:
        yield f"brief.md does not tell the criteria, | name | 35 % |, with weights that add up to 100 % (found {shares})"
    for kind, points in (("not asked", challenge.scope.not_asked), ("left open", challenge.scope.open_points)):
        if points and kind not in flat.lower():
            yield f"brief.md does not say what is {kind}, and challenge.yaml lists: {', '.join(points)}"
    if "DECISIONS.md" not in flat:
        yield "brief.md does not ask for DECISIONS.md"


def _tells_time(brief: str, minutes: int) -> bool:
    hours = f"{minutes / 60:g}"
    return re.search(rf"(?<![\d.])(?:{minutes} minutes|{hours} (?:hours?|h)\b)", brief) is not None


def _leaks(bench: Bench, given: Mapping[str, bytes]) -> Iterator[str]:
    """Lines of what is hidden that stand in the kit: eight equal ones in a row, or a whole file."""
    hidden: list[tuple[str, SourceFile]] = [("the hidden tests'", file) for file in bench.challenge.hidden_files()]
    hidden += [("the reference's", file) for file in bench.reference.files]
    for sample in bench.samples:
        if sample.expected.label != "empty":
            hidden += [(f"sample {sample.name}'s", file) for file in sample.submission.files]
    starter = {path.read_bytes() for path in (bench.challenge.folder / "starter").rglob("*") if path.is_file()}
    lines = {id(file): _lines(file.data) for _, file in hidden}
    find = partial(_same, lines)
    for path, data in given.items():
        if data in starter:  # samples begin with it
            continue
        mine = _lines(data)
        for whose, file in hidden:
            if shared := find(mine, data, file):
                yield f"the kit's {path} shares {shared[0]} lines with {whose} {file.path}: {shared[1]}"


def _lines(data: bytes) -> list[bytes]:
    return [line.strip() for line in data.splitlines() if len(line.strip()) > 10]


def _same(lines: Mapping[int, list[bytes]], mine: list[bytes], data: bytes, file: SourceFile) -> tuple[int, str] | None:
    theirs = lines[id(file)]
    if data == file.data and len(data) > SMALLEST:
        return len(theirs), "the whole file"
    if not set(mine) & set(theirs):
        return None
    found = difflib.SequenceMatcher(None, mine, theirs, autojunk=False).find_longest_match()
    return (found.size, mine[found.a].decode("utf-8", "replace")[:80]) if found.size >= COPIED_LINES else None
