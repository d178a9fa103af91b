"""`grade round regrade`: after a test was wrong, everyone is graded again, and who changes is seen before anything counts."""

from dataclasses import dataclass
from pathlib import Path

from harness import results
from harness.errors import GradeError
from harness.evaluation import Evaluation, TestResult
from harness.grading import Grader, Watch
from harness.rounds import round as rounds
from harness.rounds.adding import evaluate, files_of, must_be_as_before, must_be_locked, write_report
from harness.rounds.folder import RoundFolder, of, open_round
from harness.rounds.store import locked


@dataclass(frozen=True)
class TestChange:
    """One test whose verdict is another now; before or after is None where the test is not there."""

    __test__ = False

    group: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Change:
    """What a regrade changes for one submission. Totals are in percent, None where an internal error leaves them open."""

    code: str
    before: float | None
    after: float | None
    tests: tuple[TestChange, ...]

    @property
    def by(self) -> float | None:
        """Percentage points."""
        return None if self.before is None or self.after is None else round(self.after - self.before, 2)


def number(book: RoundFolder) -> int:
    """The regrade that is under way, else the next one's number. An amendment of the challenge begins another."""
    if not book.state.regrades:
        return 1
    last = max(book.state.regrades)
    began = min((entry.seq for entry in book.state.regrades[last].values()), default=book.entries[-1].seq)
    amended = max((entry.seq for entry in book.state.amendments), default=0)
    return last + 1 if last in book.state.accepted or amended > began else last


def left(book: RoundFolder) -> list[str]:
    """The submissions that this regrade has not graded yet; those whose result is younger than the last amendment need none."""
    done = book.state.regrades.get(number(book), {})
    amended = max((entry.seq for entry in book.state.amendments), default=0)
    there = [each for each in book.state.submissions() if each.graded and not each.forgotten]
    return [each.code for each in there if each.code not in done and not (each.graded and 0 < amended < each.graded.seq)]


def regrade(folder: Path, code: str, grader: Grader, by: str, watch: Watch = lambda done, all_, name: None) -> None:
    """Grade one stored submission again, beside its result; it does not count yet."""
    book = open_round(folder)
    book.must_be_open()
    must_be_locked(book)
    which = number(book)
    evaluation, log = evaluate(book, code, grader, watch)
    with locked(folder) as store:
        must_be_as_before(book, of(store))
        if number(of(store)) != which:
            raise GradeError(f"{folder}: the round was amended while {code} was graded again — run grade round regrade once more")
        writes = {f"{_place(which)}/{code}/{name}": data for name, data in files_of(evaluation, log).items()}
        store.commit("regraded", by, {"regrade": which, "submission": code, "total": evaluation.total}, writes)


def changes(book: RoundFolder) -> list[Change]:
    """Who changes, by how much and by which test, in the order in which they came in. Empty where nothing is under way."""
    which = number(book)
    found = []
    for code in book.state.regrades.get(which, {}):
        old, new = book.result(code), _new(book, which, code)
        if old is not None:
            found.append(Change(code, old.total, new.total, tuple(_tests(old, new))))
    return found


def accept(folder: Path, by: str) -> list[Change]:
    """Let the new results count; the old ones stay beside them. Raises GradeError where one is missing or open."""
    with locked(folder) as store:
        book = of(store)
        book.must_be_open()
        which = number(book)
        if which not in book.state.regrades:
            raise GradeError(f"{folder}: nothing was graded again — first: grade round regrade {folder}")
        if missing := left(book):
            raise GradeError(f"{folder}: {', '.join(missing)} not graded again yet — first: grade round regrade {folder}")
        found = changes(book)
        if unsure := [each.code for each in found if each.after is None]:
            raise GradeError(f"{folder}: the harness failed in {', '.join(unsure)} — run grade round regrade {folder} --fresh")
        writes: dict[str, bytes] = {}
        removes: list[str] = []
        for change in found:
            now, new = f"{rounds.RESULTS}/{change.code}", f"{_place(which)}/{change.code}"
            removes.append(f"{now}/{results.REPORT}")  # so that a crash leaves no page of the old result
            for path in (path for path in book.state.files if path.startswith(f"{new}/")):
                name = path.rpartition("/")[2]
                writes[f"{now}/{name}"] = book.unchanged(path).read_bytes()
                if f"{now}/{name}" in book.state.files:
                    writes[f"{now}/{rounds.EARLIER}/{which}/{name}"] = book.unchanged(f"{now}/{name}").read_bytes()
                removes.append(path)
        data = {"regrade": which, "changed": {each.code: [each.before, each.after] for each in found if each.tests}}
        store.commit("regrade-accepted", by, data, writes, removes)
        after = of(store)
    for change in found:
        result = after.result(change.code)
        if result is not None:
            write_report(folder, change.code, result)
    return found


def forget_unfinished(folder: Path, by: str) -> None:
    """Take back those gradings of the regrade under way that the harness failed in, so that they are done again."""
    with locked(folder) as store:
        book = of(store)
        book.must_be_open()
        which = number(book)
        for code in book.state.regrades.get(which, {}):
            if _new(book, which, code).total is None:
                paths = [path for path in book.state.files if path.startswith(f"{_place(which)}/{code}/")]
                store.commit("regraded", by, {"regrade": which, "submission": code, "undone": True}, {}, paths)


def _place(which: int) -> str:
    return f"{rounds.REGRADES}/{which}"


def _new(book: RoundFolder, which: int, code: str) -> Evaluation:
    return results.read(book.unchanged(f"{_place(which)}/{code}/{results.RESULT}"))


def _tests(old: Evaluation, new: Evaluation) -> list[TestChange]:
    before, after = _by_name(old), _by_name(new)
    found = []
    for key in dict.fromkeys([*before, *after]):
        was, is_ = before.get(key), after.get(key)
        if (was.verdict if was else None) != (is_.verdict if is_ else None):
            found.append(TestChange(*key, was.verdict.words if was else None, is_.verdict.words if is_ else None))
    return found


def _by_name(evaluation: Evaluation) -> dict[tuple[str, str], TestResult]:
    return {(group.name, test.name): test for group in evaluation.groups for test in group.tests}
