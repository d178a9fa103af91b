"""`grade round open` and `amend`: what holds is copied and hashed before anything is seen; a change to it is on record."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import harness
from harness import challenge as challenges
from harness import rubric as rubrics
from harness.challenge import Challenge
from harness.challengefile import Profile, Stage
from harness.errors import GradeError
from harness.evaluation import Named
from harness.files import read_folder
from harness.grading import harness_sha256
from harness.rounds import round as rounds
from harness.rounds.folder import RoundFolder, of, open_round, yaml_of
from harness.rounds.log import LOG
from harness.rounds.round import Amendment, HarnessLocked, Round, RubricLocked
from harness.rounds.scorecard import grader_name
from harness.rounds.store import LOCK, PENDING, locked, now
from harness.submission import SourceFile
from harness.text import one_line


@dataclass(frozen=True)
class Opening:
    """What a person asked for. rubric: a file, else the program's own. scenario: a file that is locked too."""

    stage: Stage
    profile: Profile
    by: str
    challenge: str | None = None
    rubric: Path | None = None
    scenario: Path | None = None
    name: str | None = None
    graders: tuple[str, ...] = ()
    graders_per_submission: int = 1


def open_(folder: Path, asked: Opening) -> RoundFolder:
    """Begin a round in `folder`, which is made, or is empty. Raises GradeError where it is not."""
    challenge = challenges.find(asked.challenge) if asked.challenge else None
    rubric = rubrics.load(asked.rubric) if asked.rubric else rubrics.bundled(asked.stage, asked.profile)
    _fitting(asked, rubric, challenge)
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder) as store:
        if there := sorted(path.name for path in folder.iterdir() if path.name not in (LOCK, PENDING)):
            what = "there is a round already" if LOG in there else f"it holds {one_line(', '.join(there[:5]))}"
            raise GradeError(f"{folder}: {what} — a round begins in an empty folder, before any submission is there")
        at = now()
        round_ = Round(
            name=one_line((asked.name or "").strip() or folder.resolve().name or "round"),
            opened_at=at,
            opened_by=asked.by,
            stage=rubric.stage,
            profile=rubric.profile,
            challenge=Named(name=challenge.name, sha256=challenge.sha256) if challenge else None,
            rubric=RubricLocked(title=rubric.title, sha256=rubrics.sha256(rubric)),
            harness=harness_now(),
            graders_per_submission=asked.graders_per_submission,
            graders=tuple(grader_name(name) for name in asked.graders),
            order_seed=secrets.token_hex(16),
            locked_at=at,
        )
        writes = {rounds.ROUND: yaml_of(round_), rounds.RUBRIC: rubrics.to_yaml(rubric).encode()}
        copy = _copy(challenge) if challenge else {}
        writes |= {path: file.data for path, file in copy.items()}
        writes |= _scenario(asked.scenario)
        data = {
            "rubric": round_.rubric.sha256,
            "challenge": challenge.sha256 if challenge else None,
            "harness": round_.harness.sha256,
        }
        store.commit("opened", asked.by, data, writes, at=at, executable=_executable(copy))
        return of(store)


@dataclass(frozen=True)
class Change:
    """What `amend` is to change. harness: take the program as it is now."""

    reason: str
    by: str
    rubric: Path | None = None
    challenge: str | None = None
    scenario: Path | None = None
    harness: bool = False


def amend(folder: Path, change: Change) -> RoundFolder:
    """Record a change to what was locked, keep the old beside the new, and mark every earlier score as to be done again."""
    if not change.reason.strip():
        raise GradeError("--reason is empty: say why the rubric or the challenge changes; everyone in the round can read it")
    rubric = rubrics.load(change.rubric) if change.rubric else None
    challenge = challenges.find(change.challenge) if change.challenge else None
    open_round(folder)
    with locked(folder) as store:
        before = of(store)
        before.must_be_open()
        old = before.round
        what: list[Literal["rubric", "challenge", "harness", "scenario"]] = []
        writes: dict[str, bytes] = {}
        removes: list[str] = []
        fresh: dict[str, SourceFile] = {}
        number = len(before.state.amendments) + 1
        if rubric and rubrics.sha256(rubric) != old.rubric.sha256:
            if (rubric.stage, rubric.profile) != (old.stage, old.profile):
                raise GradeError(f"{change.rubric}: a rubric for {rubric.stage}/{rubric.profile}, and the round is one for "
                                 f"{old.stage}/{old.profile} — open a new round")  # fmt: skip
            what.append("rubric")
            writes[f"{rounds.EARLIER}/rubric-{number}.yaml"] = rubrics.to_yaml(before.rubric).encode()
            writes[rounds.RUBRIC] = rubrics.to_yaml(rubric).encode()
        if challenge and (old.challenge is None or challenge.sha256 != old.challenge.sha256):
            what.append("challenge")
            fresh = _copy(challenge)
            for path in (path for path in before.state.files if path.startswith(f"{rounds.CHALLENGE}/")):
                writes[f"{rounds.EARLIER}/challenge-{number}/{path.partition('/')[2]}"] = (folder / path).read_bytes()
                removes += [] if path in fresh else [path]
            there = before.state.files
            writes |= {
                path: file.data
                for path, file in fresh.items()
                if path not in there or there[path][0] != hashlib.sha256(file.data).hexdigest()
            }
        if change.scenario:
            what.append("scenario")
            if rounds.SCENARIO in before.state.files:
                writes[f"{rounds.EARLIER}/scenario-{number}.md"] = (folder / rounds.SCENARIO).read_bytes()
            writes |= _scenario(change.scenario)
        if change.harness and harness_now() != old.harness:
            what.append("harness")
        if not what:
            raise GradeError("nothing to amend: what was named is just what the round has locked")
        at = now()
        reason = one_line(change.reason.strip(), 2000)
        amendment = Amendment(seq=store.next_seq, at=at, by=change.by, what=tuple(what), reason=reason,
                              submissions_before=len(before.state.submissions()))  # fmt: skip
        new = old.model_copy(
            update={
                "rubric": RubricLocked(title=rubric.title, sha256=rubrics.sha256(rubric)) if rubric else old.rubric,
                "challenge": Named(name=challenge.name, sha256=challenge.sha256) if challenge else old.challenge,
                "harness": harness_now() if change.harness else old.harness,
                "locked_at": at,
                "submissions_before": amendment.submissions_before,
                "amendments": (*old.amendments, amendment),
            }
        )
        writes[rounds.ROUND] = yaml_of(new)
        data = {"what": what, "reason": reason, "rubric": new.rubric.sha256}
        store.commit("amended", change.by, data, writes, removes, at=at, executable=_executable(fresh))
        return of(store)


@cache
def harness_now() -> HarnessLocked:
    """The program that is running, as its files were when it was asked for first."""
    return HarnessLocked(version=harness.__version__, sha256=harness_sha256())


def _fitting(asked: Opening, rubric: rubrics.Rubric, challenge: Challenge | None) -> None:
    if asked.rubric and (rubric.stage, rubric.profile) != (asked.stage, asked.profile):
        raise GradeError(
            f"{asked.rubric} is a rubric for {rubric.stage}/{rubric.profile}, and the round was to be one for "
            f"{asked.stage}/{asked.profile} — say --stage and --profile as the rubric does, or take another"
        )
    if challenge and challenge.stage != asked.stage:
        raise GradeError(f"{challenge.name} is a challenge for the stage {challenge.stage}, not {asked.stage} — say --stage "
                         f"{challenge.stage}, or take another")  # fmt: skip
    if challenge and asked.profile not in challenge.profiles:
        fits = ", ".join(challenge.profiles)
        raise GradeError(f"{challenge.name} is for {fits}, not for {asked.profile} — take another challenge or profile")


def _copy(challenge: Challenge) -> dict[str, SourceFile]:
    """The whole folder, by path in the round: also its reference and samples, which the scope's scale is made from."""
    return {f"{rounds.CHALLENGE}/{file.path}": file for file in read_folder(challenge.folder)}


def _executable(files: Mapping[str, SourceFile]) -> set[str]:
    return {path for path, file in files.items() if file.executable}


def _scenario(path: Path | None) -> dict[str, bytes]:
    if path is None:
        return {}
    try:
        return {rounds.SCENARIO: path.read_bytes()}
    except OSError as error:
        raise GradeError(f"cannot read {one_line(str(path), 300)}: {error.strerror}") from None


def graders_in_words(names: Iterable[str]) -> str:
    """Who may score, for a person."""
    return ", ".join(names) or "anyone"
