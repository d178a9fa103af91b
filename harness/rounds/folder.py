"""Reading a round: what was locked, what came in, who said what. Everything that shows a round reads it through here."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import Field

from harness import challenge as challenges
from harness import results, rubric
from harness.challenge import Challenge
from harness.errors import GradeError
from harness.evaluation import Evaluation, Locked, Model
from harness.nearby import did_you_mean
from harness.rounds import round as rounds
from harness.rounds import scorecard as scorecards
from harness.rounds.log import LOG, Entry
from harness.rounds.round import Round
from harness.rounds.scorecard import Scorecard
from harness.rounds.state import State, replay
from harness.rounds.store import Store, settled
from harness.rubric import Rubric
from harness.text import one_line
from harness.yamlfile import MOST_BYTES
from harness.yamlfile import load as load_yaml


class Person(Model):
    """Who is behind a code name. given: names and file names to be masked. salt: so that the file's hash tells nobody a name."""

    name: str
    mail: str = ""
    given: tuple[str, ...] = ()
    salt: str


class Names(Model):
    """`names.yaml`: read to mask, and shown by `grade round reveal` only."""

    people: dict[str, Person] = Field(default_factory=dict)


class Adjudication(Model):
    """A level that was settled by a third or together. It stands above what the graders gave."""

    level: rubric.Level
    reason: scorecards.Reason
    by: str
    at: str
    together: bool = False


class Adjudications(Model):
    """`adjudications/<code>.yaml`."""

    criteria: dict[str, Adjudication] = Field(default_factory=dict)


class Clarification(Model):
    """A question that came in, and the answer that everybody got."""

    at: str
    asked_by: str
    question: str
    answer: str


class Clarifications(Model):
    """`clarifications.yaml`."""

    entries: tuple[Clarification, ...] = ()


@dataclass(frozen=True)
class RoundFolder:
    """A round as it stood when it was opened for reading."""

    path: Path
    entries: tuple[Entry, ...] = field(repr=False)
    state: State = field(repr=False)

    @cached_property
    def round(self) -> Round:
        """What was locked. Raises GradeError where `round.yaml` is not what the log says."""
        self.unchanged(rounds.ROUND)
        return rounds.load(self.path)

    @cached_property
    def rubric(self) -> Rubric:
        """The locked rubric. Raises GradeError with both hashes where the copy was changed."""
        loaded = rubric.load(self.path / rounds.RUBRIC)
        self._same("rubric", rounds.RUBRIC, self.round.rubric.sha256, rubric.sha256(loaded))
        return loaded

    @cached_property
    def challenge(self) -> Challenge | None:
        """The locked challenge; None for a stage without one. Raises GradeError with both hashes where the copy was changed."""
        if self.round.challenge is None:
            return None
        loaded = challenges.load(self.path / rounds.CHALLENGE)
        self._same("challenge", rounds.CHALLENGE, self.round.challenge.sha256, loaded.sha256)
        return loaded

    @property
    def codes(self) -> list[str]:
        """The code names that can be scored, in the order in which they came in: submissions, or all without a challenge."""
        if self.round.challenge is None:
            return [code for code, each in self.state.candidates.items() if not each.forgotten]
        return [each.code for each in self.state.submissions() if not each.forgotten]

    def check(self, code: str) -> str:
        """`code`, which stands in the round. Raises GradeError with the nearest that does."""
        if code not in self.codes:
            near = did_you_mean(code, self.codes) or f"the round has {', '.join(self.codes) or 'none yet'}"
            raise GradeError(f'{self.path}: there is no submission "{one_line(code, 60)}" in this round — {near}')
        return code

    def result(self, code: str) -> Evaluation | None:
        """The result that counts, under masks; None where it was not graded."""
        path = f"{rounds.RESULTS}/{code}/{results.RESULT}"
        if path not in self.state.files:
            return None
        self.unchanged(path)
        return results.read(self.path / path)

    def scorecards(self, code: str, viewer: str | None = None) -> tuple[Scorecard, ...]:
        """The scorecards that were handed in, by grader. viewer: a grader, who sees others' only after handing in their own."""
        own = self.state.cards.get((code, viewer)) if viewer is not None else None
        if viewer is not None and (own is None or own.stale):
            return ()
        return tuple(self.card(each.path) for each in self.state.handed_in(code))

    def card(self, path: str) -> Scorecard:
        """A scorecard that is in the log."""
        self.unchanged(path)
        return load_yaml(self.path / path, Scorecard)

    def is_stale(self, code: str, grader: str) -> bool:
        """Whether that scorecard was handed in before the last amendment, and is to be done again."""
        card = self.state.cards.get((code, grader))
        return card is not None and card.stale

    def adjudications(self, code: str, before_amendments: bool = False) -> dict[str, Adjudication]:
        """What was settled, by criterion; what an amendment made void only where it is asked for."""
        path = f"{rounds.ADJUDICATIONS}/{code}.yaml"
        found = load_yaml(self.unchanged(path), Adjudications).criteria if path in self.state.files else {}
        return {name: each for name, each in found.items() if before_amendments or (code, name) in self.state.adjudicated}

    def clarifications(self, asked_by: str | None = None) -> tuple[Clarification, ...]:
        """Questions and answers, all or of one code name. That somebody asked is evidence for them, and never against."""
        if rounds.CLARIFICATIONS not in self.state.files:
            return ()
        found = load_yaml(self.unchanged(rounds.CLARIFICATIONS), Clarifications).entries
        return tuple(each for each in found if asked_by in (None, each.asked_by))

    def names(self) -> Names:
        """Who is who. For masks and for `reveal`; nothing else shows it before the round is closed."""
        if rounds.NAMES not in self.state.files:
            return Names()
        return load_yaml(self.unchanged(rounds.NAMES), Names)

    def shown_name(self, code: str) -> str:
        """What a page may call somebody: the name once the round was revealed, else the code name."""
        if self.state.revealed is None:
            return code
        person = self.names().people.get(code)
        return one_line(person.name) if person else code

    def lock(self, code: str | None = None) -> Locked:
        """What results and pages say of the rubric. code: the submission, for its number in the round."""
        numbers = {each.code: number for number, each in enumerate(self.state.submissions(), 1)}
        return Locked(
            round=self.round.name,
            rubric=self.round.rubric.title,
            rubric_sha256=self.round.rubric.sha256,
            locked_at=self.round.locked_at,
            submissions_before=self.round.submissions_before,
            number=numbers.get(code, len(numbers) + 1) if code else None,
        )

    def must_be_open(self) -> None:
        """GradeError where the round is closed."""
        if self.state.closed is not None:
            raise GradeError(f"{self.path}: the round was closed at {self.state.closed.at} and is frozen — open a new one")

    def unchanged(self, path: str) -> Path:
        """Where that file of the round is. Raises GradeError where it is not what the log says."""
        from harness.rounds.verify import file_fault

        if path in self.state.files and (fault := file_fault(self.path, path, *self.state.files[path])):
            raise GradeError(f"{self.path}/{fault}\nPut back what was there; `grade round verify` names all that is wrong.")
        return self.path / path

    def _same(self, what: str, name: str, locked: str, found: str) -> None:
        if locked != found:
            raise GradeError(
                f"{self.path / name}: the {what} has changed since the round locked it\n"
                f"  locked {locked}\n  now    {found}\n"
                f"Put the locked one back, or record the change: grade round amend {self.path} --{what} FILE --reason TEXT\n"
                "(which marks every earlier score as to be done again)."
            )


def open_round(path: Path) -> RoundFolder:
    """The round in `path`, for reading. Raises GradeError where there is none, or where its log was changed."""
    if not (path / LOG).exists() and not (path / ".pending").exists():
        raise GradeError(f"there is no round in {one_line(str(path), 300)} — open one: grade round open, or name its folder")
    with settled(path):
        return of(Store(path))


def of(store: Store) -> RoundFolder:
    """The round that is open for writing, as it stands now."""
    return RoundFolder(store.folder, store.entries, replay(store.entries))


def yaml_of(model: Model) -> bytes:
    """A model as one of the round's YAML files. Raises GradeError where it would be too large to be read back."""
    from harness.yamltext import dump

    data = dump(model.model_dump(mode="json", by_alias=True)).encode()
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024
        raise GradeError(f"this would come to more than {most} KiB in one file of the round — say it in fewer words")
    return data
