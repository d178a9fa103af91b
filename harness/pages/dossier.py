"""`grade dossier`: the stages of one person on one page, with the trail of who scored what, when, and under which rubric."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from harness import __version__, pipeline
from harness.errors import GradeError
from harness.evaluation import Evaluation
from harness.merge import of_round
from harness.merged import Merged
from harness.nearby import did_you_mean
from harness.pages import charts, frame
from harness.pages.frame import level
from harness.pages.standing import agreement
from harness.results import REPORT
from harness.rounds.folder import RoundFolder, open_round
from harness.rounds.log import LOG, Entry
from harness.rounds.round import RESULTS, SCORES
from harness.rounds.scorecard import Scorecard
from harness.rubric import STAGES
from harness.text import one_line

MAX_TRAIL = 2_000  # events on the page

_EVERYONE = ("opened", "amended", "closed", "revealed")
"""Events of a round that bear on everybody in it."""


@dataclass(frozen=True)
class Event:
    """One line of the trail. rubric: the hash of the one that a score was given under, in short. where: the log's line."""

    at: str
    stage: str
    by: str
    said: str
    rubric: str
    where: str


@dataclass(frozen=True)
class StageView:
    """One stage of the person. report: the submission's own page. left_out: why there is nothing, where there is nothing."""

    anchor: str
    stage: str
    folder: str
    code: str = ""
    merged: Merged | None = None
    result: Evaluation | None = None
    chart: str = ""
    agreement: str = ""
    report: Path | None = None
    left_out: str = ""


@dataclass(frozen=True)
class Dossier:
    """All of one person."""

    name: str
    title: str
    stages: tuple[StageView, ...]
    trail: tuple[Event, ...]


def make(candidate: str, places: Sequence[Path]) -> Dossier:
    """The dossier from rounds, and from pipelines, whose stages' rounds are all taken.

    candidate: a name, which revealed rounds know, or a code name. Raises GradeError where no round knows them, or where a round
    that is not revealed would have to be asked for a name.
    """
    title, planned = _expanded(places)
    stages: list[StageView] = []
    trail: list[Event] = []
    name = candidate
    unknown = []
    for folder, stage, left_out in planned:
        if folder is None:
            stages.append(StageView(f"stage-{len(stages) + 1}", stage, "", left_out=left_out))
            continue
        book = open_round(folder)
        code = _code(book, candidate)
        if code is None:
            why = "they are not in this round" if book.state.revealed else "its names are not revealed yet"
            unknown.append(f"{folder}: {why}")
            stages.append(StageView(f"stage-{len(stages) + 1}", book.round.stage, str(folder), left_out=why))
            continue
        name = book.shown_name(code) if book.state.revealed else name
        stages.append(_stage(book, code, len(stages) + 1))
        trail += _trail(book, code)
    if not any(stage.merged for stage in stages):
        told = "\n".join(f"  {each}" for each in unknown)
        raise GradeError(f'there is nothing on "{one_line(candidate, 80)}":\n{told}\n{_near(candidate, planned)}'.rstrip())
    order = {name: number for number, name in enumerate(STAGES)}
    stages.sort(key=lambda each: order.get(each.stage, len(order)))  # type: ignore[call-overload]
    trail.sort(key=lambda each: each.at)
    return Dossier(name, title, tuple(stages), tuple(trail))


def render(dossier: Dossier, folder: Path | None = None) -> str:
    """The page. folder: where it will lie, so that figures lead from there to the submissions' own pages; None: they do not."""

    def link(stage: StageView, anchor: str) -> str:
        if folder is None or stage.report is None:
            return ""
        return f"{quote(os.path.relpath(stage.report.resolve(), folder.resolve()))}#{anchor}"

    return frame.render(
        "dossier.html",
        styles=("style.css", "charts.css", "report.css"),
        dossier=dossier,
        trail=dossier.trail[:MAX_TRAIL],
        version=__version__,
        link=link,
    )


def _expanded(places: Sequence[Path]) -> tuple[str, list[tuple[Path | None, str, str]]]:
    """The rounds in these folders: path, stage, and why there is none."""
    found: list[tuple[Path | None, str, str]] = []
    title = ""
    for place in places:
        if (place / LOG).exists() or not (place / pipeline.PIPELINE).is_file():
            found.append((place, "", ""))
            continue
        loaded = pipeline.load(place)
        title = loaded.title
        for plan in loaded.stages:
            round_ = place / plan.folder / pipeline.ROUND
            if plan.left_out:
                found.append((None, plan.stage, f"left out: {plan.left_out}"))
            elif (round_ / LOG).exists():
                found.append((round_, plan.stage, ""))
            else:
                found.append((None, plan.stage, "no round yet"))
    return title, found


def _code(book: RoundFolder, candidate: str) -> str | None:
    if candidate in book.state.candidates and not book.state.candidates[candidate].forgotten:
        return candidate
    if book.state.revealed is None:
        return None
    wanted = candidate.strip().casefold()
    return next((code for code, each in book.names().people.items() if each.name.casefold() == wanted), None)


def _near(candidate: str, planned: Iterable[tuple[Path | None, str, str]]) -> str:
    known: list[str] = []
    for folder, _, _ in planned:
        if folder is not None:
            book = open_round(folder)
            known += [book.shown_name(code) for code in book.codes]
    return did_you_mean(candidate, known) or "Name the candidate as in the round, or a code name."


def _stage(book: RoundFolder, code: str, number: int) -> StageView:
    merged = of_round(book, code)
    total = "not known yet" if merged.total is None else f"{merged.total:g} %"
    says = f"Rubric total: {total}. Pass mark: {merged.pass_mark:g} %."
    words = charts.Words(f"chart-{number}", f"Rubric total of the stage {merged.stage}", says)
    report = book.path / RESULTS / code / REPORT
    return StageView(
        anchor=f"stage-{number}",
        stage=merged.stage,
        folder=str(book.path),
        code=code,
        merged=merged,
        result=book.result(code),
        chart=charts.bullet(words, merged.low, merged.high, merged.pass_mark),
        agreement=agreement(merged),
        report=report if report.exists() else None,
    )


# ---------------------------------------------------------------- the trail


def _trail(book: RoundFolder, code: str) -> Iterable[Event]:
    """What the log says of one submission and of the round around it. Levels that are covered stay covered."""
    covered = of_round(book, code).covered
    cards = _cards(book, code)
    for entry in book.entries:
        if entry.data.get("submission") == code or entry.event in _EVERYONE:
            card = cards.get((entry.data.get("grader"), entry.at)) if entry.event == "score-handed-in" else None
            yield Event(
                at=entry.at,
                stage=book.round.stage,
                by=entry.by,
                said=_said(book, entry, code, covered, card),
                rubric=card.rubric_sha256[:16] if card else "",
                where=f"{LOG}:{entry.seq}",
            )


def _cards(book: RoundFolder, code: str) -> dict[tuple[object, object], Scorecard]:
    """Every scorecard that was ever handed in and is on record, by grader and moment; those put aside too."""
    paths = [path for path in book.state.files if path.startswith(f"{SCORES}/{code}/")]
    return {(card.grader, card.handed_in_at): card for card in map(book.card, paths)}


def _said(book: RoundFolder, entry: Entry, code: str, covered: bool, card: Scorecard | None) -> str:
    data = entry.data
    match entry.event:
        case "opened":
            return f"opened the round {book.round.name}: rubric and challenge locked"
        case "invited":
            return "gave a code name"
        case "submission-added":
            return f"took the submission in, {str(data.get('sha256', ''))[:16]}"
        case "graded" | "regraded":
            total = data.get("total")
            return f"{entry.event}: the hidden tests {'were left open' if total is None else f'came to {total:g} %'}"
        case "clarified":
            return "answered a question that they had asked"
        case "score-handed-in":
            return f"scored it{_levels(entry, covered, card)}"
        case "score-reopened":
            return "began to score it again"
        case "amended":
            return f"amended {', '.join(map(str, data.get('what', ()))) or 'the round'}; earlier scores are to be done again"
        case "appealed":
            return f"appealed against {data.get('criterion') or 'the whole score'}"
        case "adjudicated":
            settled = book.adjudications(code).get(str(data.get("criterion")))
            return f"settled {data.get('criterion')}{'' if covered or settled is None else f' at level {level(settled.level)}'}"
        case "closed":
            return "closed the round"
        case "revealed":
            return "revealed the names"
        case "letter-written":
            return "wrote a letter to the candidate"
        case _:
            return str(entry.event).replace("-", " ")


def _levels(entry: Entry, covered: bool, card: Scorecard | None) -> str:
    appeal = f", on appeal {entry.data['appeal']}" if entry.data.get("appeal") else ""
    if covered or card is None:
        return f"{appeal}; levels are {'covered' if covered else 'no longer on record'}"
    return f"{appeal}: " + ", ".join(f"{name} {mark.level}" for name, mark in card.criteria.items())
