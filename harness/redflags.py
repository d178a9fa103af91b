"""What a submission itself offers on the red flags of hiring practice: lines to read, never a verdict.

Each offer lists lines that speak to the question, on either side, and says what was looked for. A person reads them and
asserts a red flag, or doesn't.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from pydantic import Field

from harness.challenge import Challenge
from harness.errors import GradeError
from harness.evaluation import Evaluation, Model
from harness.files import read_folder
from harness.prose import Sentence, language, sentences

WRITTEN = ("DECISIONS.md", "QUESTIONS.md")
ASKED = "question during the round"
"""Stands for the file's name where a candidate asked."""

MOST_LINES = 8
MOST_FOR_A_POINT = 3
LEAST_TOUCH, LEAST_OF_FREQUENT, RARE = 0.45, 0.7, 0.5
"""Share of an open point's words that a sentence has to have, the rarer in the brief counting more; the second where none of
them is rare (of less weight than the third: more than four times in the brief). Set on the challenges' samples, see
docs/decisions/rubrics.md."""

REASONS = re.compile(
    r"\b(?:because|since|so that|which is why|therefore|instead of|rather than|otherwise|even though|unless|whereas)\b"
    r"|\bwould (?:have|be|cost|need|drop|lose|hang|put|let)\b|\b(?:gave|given|giving) up\b|\btrade-?off\b"
    r"|\b(?:at the cost of|it costs|costs? (?:nothing|some|a|us|more|\d))\b|\b(?:worse|cheaper)\b"
    r"|\b(?:i tried|i first|first thought|measured|came within)\b|\btoo (?:long|slow|large|small|much|many)\b"
    r"|, so\b|\bso (?:an?|the|it|there|nothing|no)\b"
    r"|\d\s?(?:%|ms|s|MiB|MB|GB|seconds?|minutes?|lines|rows|requests)(?!\w)",
    re.IGNORECASE,
)
"""What a sentence that gives a reason has: a cause, an alternative, a price or a measurement."""

APPEALS = re.compile(
    r"\b(?:best[- ]practices?|industry[- ]standards?|state[- ]of[- ]the[- ]art|future[- ]proof|SOLID)\b"
    r"|\b(?:production|enterprise)[- ](?:ready|grade)\b|\b(?:scalab|robust|modular|maintainab|extensib|flexib|resilien)\w*"
    r"|\b(?:clean|modern|well[- ]structured)\b|\b(?:easy|easily) to (?:extend|maintain|read|use)\b"
    r"|\b(?:extended easily|easily extended)\b|\bperforman(?:t|ce (?:is|was|and))\b|\b(?:as needed|where appropriate)\b",
    re.IGNORECASE,
)
"""Words that fit any project."""


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{words})\b" if words[0].isalpha() else words for words in words), re.IGNORECASE)


TOPICS: Mapping[str, re.Pattern[str]] = {
    "users": _any(
        "users?|customers?|clients?|agents?|colleagues?|callers?|readers?|shop|support|owner|on[- ]call",
        "person|people|somebody|someone|whoever",
    ),
    "latency": _any(
        "latency|time-?outs?|slow\\w*|wait\\w*|deadlines?|throughput|in flight|at once",
        "seconds?|milliseconds?|minutes?",
        r"(?<!\w)\d+\s?m?s\b",
    ),
    "cost": _any(
        "costs?|price\\w*|budgets?|expensive|cheap\\w*|pays?|money|memory|euros?|dollars?|maintain",
        r"[€$£]\s?\d|\d\s?[€$£]",
    ),
    "failure": _any(
        "fail\\w*|errors?|outages?|is down|unavailable|crash\\w*|hangs?|retr(?:y|ies)|fallbacks?|broken",
        "wrong\\w*|mistakes?|drops?|dropped|lost|leak\\w*|silent\\w*",
    ),
    "models and components": _any(
        "models?|llms?|gpt\\w*|prompts?|embeddings?|transformers?|xgboost|lightgbm|scikit-learn|regression|trees?|boosting",
        "architecture|framework\\w*|librar(?:y|ies)|asyncio|async|fastapi|starlette|aiohttp|httpx",
        "kafka|redis|kubernetes|docker|microservices?",
    ),
}
"""What sentences are about, by words."""

_COMMON = (
    "a an the of to in is it that and for on with as are was be this not or by from at which but if what whether when where how "
    "who should may two it's their its them they more than rather against does do counts count go goes while thing things "
    "without its very see one's"
)
_SAID_OTHERWISE = ("speak",)  # verbs that few repeat
_ALIKE = (
    {"english", "language", "translate", "translated", "german"},
    {"sent", "send", "sending", "draft", "suggestion", "proposal"},
    {"person", "human", "people", "agent", "somebody", "someone"},
    {"train", "trained", "retrain", "retrained", "retraining", "training", "refit"},
    {"down", "outage", "unavailable", "away"},
    {"paying", "paid", "priority", "precedence", "prioritized"},
    {"cut", "truncate", "truncated", "truncating", "shortened", "cutting"},
    {"skip", "skipped"},
    {"cost", "price", "threshold", "expensive"},
    {"warn", "warned", "warning"},
    {"share", "fraction", "proportion", "capped", "cap", "limit"},
    {"split", "splitting", "bisect", "bisecting", "isolate"},
    {"pinned", "pin", "pinning"},
    {"often", "monthly", "weekly", "daily", "month", "scheduler"},
    {"one", "same", "equal", "duplicate", "twice", "identical"},
    {"ask", "asked", "question"},
)
"""Words, without a plural's s, that stand for one another where an open point is looked for."""


class Seen(Model):
    """One line of the submission."""

    file: str
    line: int
    text: str


class Point(Model):
    """What was looked for, and the lines where it was found; none is an answer, too."""

    about: str
    lines: tuple[Seen, ...] = ()


class Offer(Model):
    """The evidence on one red flag. flag: its id in the rubrics. told: what was found, counted, without a judgement."""

    flag: str
    told: str
    points: tuple[Point, ...] = ()
    note: str = Field("", description="why this may be worth less than it looks")


def offers(evaluation: Evaluation, challenge: Challenge, asked: Sequence[str] = ()) -> tuple[Offer, ...]:
    """The evidence on each built-in red flag. asked: the candidate's questions during the round."""
    text = written(evaluation, challenge, asked)
    note = _language_note(text)
    if note:
        empty = [Offer(flag=flag, told="not looked for", note=note) for flag in ("models-only", "best-practice-only", SILENT)]
        return (*empty[:2], _over_built(evaluation), empty[2])
    return (_models_only(text), _best_practice_only(text), _over_built(evaluation), _silent(text, challenge))


SILENT = "silent-on-open-points"


def written(evaluation: Evaluation, challenge: Challenge, asked: Sequence[str] = ()) -> tuple[Sentence, ...]:
    """The sentences of DECISIONS.md and QUESTIONS.md and those asked, without what the starter had written there already."""
    template = _template(challenge)
    found: list[Sentence] = []
    for name in WRITTEN:
        for file in evaluation.files:
            if file.path.casefold() == name.casefold() and file.text:
                found += sentences(file.path, file.text, template)
    for number, question in enumerate(asked, 1):
        found += [Sentence(ASKED, number, each.text) for each in sentences(ASKED, question)]
    return tuple(found)


def open_points(text: Iterable[Sentence], challenge: Challenge) -> tuple[Point, ...]:
    """For each point that the challenge leaves open, the lines that seem to touch it, the nearest first."""
    brief = _words_of_brief(challenge)
    found = list(text)
    words = [{_stem(word) for word in sentence.words} for sentence in found]
    points = []
    for point in challenge.scope.open_points:
        wanted = _wanted(point, brief)
        scored = sorted(((_touch(wanted, words[each]), each) for each in range(len(found))), key=lambda each: -each[0])
        least = LEAST_TOUCH if max(wanted.values(), default=0) >= RARE else LEAST_OF_FREQUENT
        near = [found[each] for score, each in scored if score >= least][:MOST_FOR_A_POINT]
        points.append(Point(about=point, lines=_seen(near)))
    return tuple(points)


def reasons(text: Iterable[Sentence]) -> list[Sentence]:
    """The sentences that give a reason: a cause, an alternative, a price or a measurement."""
    return [sentence for sentence in text if REASONS.search(sentence.text)]


def appeals(text: Iterable[Sentence]) -> list[Sentence]:
    """The sentences that only name what fits any project."""
    return [sentence for sentence in text if APPEALS.search(sentence.text) and not REASONS.search(sentence.text)]


def _models_only(text: Sequence[Sentence]) -> Offer:
    points = [Point(about=name, lines=_seen([s for s in text if words.search(s.text)])) for name, words in TOPICS.items()]
    counts = {name: sum(bool(words.search(s.text)) for s in text) for name, words in TOPICS.items()}
    told = ", ".join(f"{name} in {count}" for name, count in counts.items())
    return Offer(flag="models-only", told=f"of {len(text)} sentences: {told}", points=tuple(points), note=_by_words)


def _best_practice_only(text: Sequence[Sentence]) -> Offer:
    given, only = reasons(text), appeals(text)
    told = f"of {len(text)} sentences {len(given)} give a reason, {len(only)} only appeal to what fits any project"
    points = (
        Point(about="only an appeal", lines=_seen(only)),
        Point(about="gives a reason", lines=_seen(given)),
    )
    return Offer(flag="best-practice-only", told=told, points=points, note=_by_words)


def _over_built(evaluation: Evaluation) -> Offer:
    scope = evaluation.scope
    worst = sorted(scope.findings, key=lambda finding: -finding.points)[:MOST_LINES]
    lines = tuple(Seen(file=finding.file, line=finding.line, text=finding.message) for finding in worst)
    told = f"the scope band is {scope.band}, with {len(scope.findings)} findings that come to {scope.points:g} points"
    note = scope.reason or "A band is a reason to look at these lines, not a red flag."
    return Offer(flag="over-built", told=told, points=(Point(about="findings, the largest first", lines=lines),), note=note)


def _silent(text: Sequence[Sentence], challenge: Challenge) -> Offer:
    points = open_points(text, challenge)
    if not points:
        return Offer(flag=SILENT, told="the challenge declares no open points")
    touched = sum(bool(point.lines) for point in points)
    return Offer(flag=SILENT, told=f"{touched} of {len(points)} open points seem to be touched", points=points, note=_by_words)


_by_words = "Found by words: read the lines. Other words for the same thing are not found."


def _language_note(text: Sequence[Sentence]) -> str:
    if not text:
        return "There is nothing written beyond what the starter holds, in DECISIONS.md or QUESTIONS.md."
    found = language("\n".join(sentence.text for sentence in text))
    if found == "English":
        return ""
    if not found:
        return "There are too few words to look through; read them yourself."
    what = "in another script" if found == "another script" else f"{found}, it seems"
    return f"The text is not English ({what}). What is looked for here are English words, so nothing was; read it yourself."


def _seen(found: Sequence[Sentence]) -> tuple[Seen, ...]:
    return tuple(Seen(file=each.file, line=each.line, text=each.text) for each in found[:MOST_LINES])


def _wanted(point: str, brief: Mapping[str, int]) -> dict[str, float]:
    """A point's words, with a weight each: the rarer in the brief, the more."""
    common = _COMMON.split()
    words = [word for word in re.findall(r"[a-z]+", point.casefold()) if word not in common]
    weights = {_stem(word): 1 / sqrt(max(brief.get(_singular(word), 1), 1)) for word in words}
    return {word: weight / 2 if word in _SAID_OTHERWISE else weight for word, weight in weights.items()}


def _stem(word: str) -> str:
    """One word for all that stand for one another."""
    word = _singular(word)
    return next((min(group) for group in _ALIKE if word in group), word)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s") if len(word) > 2 and not word.endswith("ss") else word


def _touch(wanted: Mapping[str, float], has: set[str]) -> float:
    """Share of what is wanted that a sentence's words have, the brief's frequent words counting less."""
    total = sum(wanted.values())
    return sum(weight for word, weight in wanted.items() if word in has) / total if total else 0.0


def _words_of_brief(challenge: Challenge) -> dict[str, int]:
    try:
        text = (challenge.folder / "brief.md").read_text("utf-8", "replace")
    except OSError:
        return {}
    counts: dict[str, int] = {}
    for word in re.findall(r"[a-z]+", text.casefold()):
        word = _singular(word)
        counts[word] = counts.get(word, 0) + 1
    return counts


def _template(challenge: Challenge) -> frozenset[str]:
    """The lines that the starter's files hold, which say nothing of a candidate."""
    try:
        files = read_folder(challenge.folder / "starter")
    except (OSError, GradeError):
        return frozenset()
    texts = [file.data.decode("utf-8", "replace") for file in files if file.path.casefold().endswith(".md")]
    return frozenset(line.strip() for text in texts for line in text.splitlines() if line.strip())
