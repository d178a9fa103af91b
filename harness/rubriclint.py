"""What a rubric must not say: levels that don't tell apart, words that nobody can observe, criteria on who somebody is.

`lint` returns every problem with its file and line. The word lists are short on purpose: each word in them has ended in a
level that two graders read differently, or in a criterion on the person.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from harness.errors import GradeError
from harness.rubric import Criterion, RedFlag, Rubric
from harness.rubricparts import Assembled, check, read
from harness.yamlfile import Place

Word = tuple[str, str]
"""A pattern, and what to write instead."""

_GRADED = r" (?:answers?|skills?|candidates?|communicat\w+|solutions?|designs?|code|work|performance|technical\w*|engineers?)\b"

UNOBSERVABLE: tuple[Word, ...] = (
    (r"passion\w*|enthusias\w+|motivated|motivation", "write what was done or said"),
    (
        r"cultur(?:e|al)[- ]fit|fits? (?:in|into) (?:the|our) (?:team|culture)|team[- ]player|chemistry",
        "write which work together was seen",
    ),
    (
        r"smart|bright|brilliant|clever|genius|intelligen(?:t|ce)|talent\w*|gifted|potential(?= hires?\b)|high[- ]potential",
        "write what was solved, and how",
    ),
    (r"rock[- ]?stars?|ninjas?|wizards?|gurus?|a[- ]players?|top[- ]performers?", "write what such a person would be seen to do"),
    (
        r"attitude|mindset|personality|charism\w+|like?able|gravitas|humble|self-confiden\w+|(?:seems?|sounds?) confident",
        "write what was said, with the minute",
    ),
    (r"gut|intuition|instinct|vibes?|impress\w+", "write what was seen that made the impression"),
    (
        r"(?:good )?code quality|(?:clean|good) code|elegant\w*|beautiful\w*|idiomatic|pythonic|well[- ](?:written|structured)",
        "write what a reader finds or can change",
    ),
    (
        r"understands?|understanding|knows?|is aware|awareness|appreciates?|familiar with|grasps?",
        "nobody sees what is in a head: write what they say or do",
    ),
    (
        rf"excellent\w*|outstanding|exceptional\w*|satisfactory|(?:strong|weak|poor|great|good|solid|average|adequate)(?={_GRADED})",
        "a grade in other words: write what is seen at this level",
    ),
    (r"(?:senior|junior)[- ]level|rookie|like a (?:senior|junior)", "write what is done differently"),
)
"""Words for what a grader feels or infers."""

WHO_SOMEBODY_IS: tuple[Word, ...] = (
    (
        r"(?:an?|the|cs|university|college|bachelor'?s?|master'?s?) degree(?! of\b)|diploma|ph\.?d|universit(?:y|ies)|alma mater"
        r"|(?:good|top|elite|went to) (?:schools?|colleges?)|bootcamps?|self-taught|gpa|certifications?",
        "score what was done with it, not where it was learned",
    ),
    (
        r"years? of (?:\w+ )?experience|experience level|seniority|career gaps?|job[- ]hopp\w+|r[eé]sumé"
        r"|(?:their|his|her|the) (?:cv|resume)",
        "score what was shown in this stage",
    ),
    (
        r"faang|big tech|(?:top|well-known) compan(?:y|ies)|(?:previous|former) employers?|brand names?",
        "score what was done there",
    ),
    (r"young|older (?:candidates?|people|persons?)|years old|digital natives?|energetic", "age is no criterion"),
    (
        r"native speakers?|native english|accents?|fluent english|foreigners?|nationalit(?:y|ies)|ethnic\w*|religio\w+",
        "origin is no criterion; where a language is needed, score a text or an answer",
    ),
    (r"gender|male|female|men|man|wom[ae]n|mothers?|fathers?|pregnan\w+|disability|in good health", "score what was done"),
    (r"appearance|dresse?[sd]?|eye contact|handshake|background noise|tone of voice", "score what was said"),
    (
        r"hobb(?:y|ies)|side projects?|open[- ]source contributions?|github (?:profile|stars)|(?:spare|free) time|weekends?",
        "spare time is no criterion; score the work of this stage",
    ),
)
"""Words for the person in place of the work."""

_DEGREES = re.compile(
    r"\b(?:very|quite|rather|fairly|somewhat|mostly|largely|always|often|usually|sometimes|rarely|never|seldom|fully|completely|"
    r"partly|partially|well|better|best|good|some|many|most|few|more|less|all|no|not|clear|clearly|deep|deeply|basic|"
    r"minor|major|significant|significantly|reasonable|reasonably|really|highly|thoroughly|thorough)\b",
    re.IGNORECASE,
)
"""Words of degree: where two levels differ in nothing else, graders place the border each for himself."""

_LACKS = re.compile(
    r"^(?:no|none|nothing|not|never|does not|doesn't|did not|didn't|cannot|can't|lacks?|missing|fails to|without|there is no)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:to|-|–|and)\s*(\d+(?:\.\d+)?)\s*(%|\w+)?")  # noqa: RUF001  people write a dash between numbers
_ALIKE = 0.86
"""Ratio of equal words, in order, from which two levels count as one; 1 is the same text."""

_LEAST_WORDS = 5


def lint(path: Path) -> list[str]:
    """Every problem of the rubric in a file, as `file:line: what — remedy`; an empty list where there is none."""
    try:
        made = read(path)
        rubric = check(made, Rubric)
    except GradeError as error:
        return str(error).splitlines()
    for place, what, remedy in problems(rubric):
        made.problem(place, what, remedy)
    return _told(made)


def problems(rubric: Rubric) -> Iterator[tuple[Place, str, str]]:
    """Place, what is wrong, and the remedy, for each problem of a rubric that could be read."""
    for number, criterion in enumerate(rubric.criteria):
        place: Place = ("criteria", number)
        yield from _words(place, {"title": criterion.title, "asks": criterion.asks})
        for level, text in enumerate(criterion.levels, 1):
            yield from _in_text((*place, "levels", level - 1), f"level {level} of {criterion.id}", text)
        yield from _levels(place, criterion)
        yield from _measured(place, criterion)
    for number, flag in enumerate(rubric.red_flags):
        yield from _flag(("red_flags", number), flag)
    if not any(criterion.must for criterion in rubric.criteria):
        yield ("criteria",), "no criterion is a must: level 1 on the heart of the job could pass", "give one `must: 2`"
    for kind in ("judgement", "communication"):
        if not any(kind in criterion.scores for criterion in rubric.criteria):
            yield ("criteria",), f"no criterion scores {kind}", f'add "scores: [{kind}]" where it is seen'


def _levels(place: Place, criterion: Criterion) -> Iterator[tuple[Place, str, str]]:
    plain = [_plain(text) for text in criterion.levels]
    for level, text in enumerate(criterion.levels, 1):
        at = (*place, "levels", level - 1)
        if len(text.split()) < _LEAST_WORDS:
            yield at, f"level {level} of {criterion.id} says too little to be seen", "write what a grader would see or hear"
    sentences = [each.strip() for each in re.split(r"[.;]", criterion.levels[0]) if each.strip()]
    if all(_LACKS.match(each) for each in sentences):
        yield (*place, "levels", 0), f"level 1 of {criterion.id} only says what lacks", "say what is there instead"
    for low in range(4):
        for high in range(low + 1, 4):
            at = (*place, "levels", high)
            names = f"levels {low + 1} and {high + 1} of {criterion.id}"
            if what := _overlap(criterion.levels[low], criterion.levels[high], plain[low], plain[high]):
                yield at, f"{names} {what}", "write what is seen at the one and not at the other"


def _overlap(low: str, high: str, plain_low: list[str], plain_high: list[str]) -> str:
    """In words how two levels overlap, or nothing."""
    if plain_low == plain_high:
        return "say the same" if low.casefold().split() == high.casefold().split() else "differ in words of degree only"
    if SequenceMatcher(None, plain_low, plain_high, autojunk=False).ratio() >= _ALIKE:
        return "hardly differ"
    for first, last, unit in _RANGE.findall(low):
        for other_first, other_last, other_unit in _RANGE.findall(high):
            a, b, c, d = float(first), float(last), float(other_first), float(other_last)
            if unit == other_unit and a <= b and c <= d and max(a, c) < min(b, d):
                return f"overlap: {first} to {last} and {other_first} to {other_last} {unit}".rstrip()
    return ""


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", _DEGREES.sub(" ", text.casefold()))


def _measured(place: Place, criterion: Criterion) -> Iterator[tuple[Place, str, str]]:
    has_groups = any(each == "groups" or each.startswith("group:") for each in criterion.evidence)
    if criterion.measured and not has_groups:
        what = f"{criterion.id} is measured by tests and doesn't name them as evidence"
        yield (*place, "measured"), what, 'add "groups" to its evidence'
    if criterion.measured and criterion.scores:
        what = f"{criterion.id} is measured by tests, which show no {criterion.scores[0]}"
        yield (*place, "scores"), what, "make it `scores: []`"


def _flag(place: Place, flag: RedFlag) -> Iterator[tuple[Place, str, str]]:
    yield from _words(place, {"title": flag.title, "counts": flag.counts})
    if not flag.evidence:
        yield place, f"the red flag {flag.id} asks for no evidence", "name what to point at, such as evidence: [code, talk]"
    if _plain(flag.counts) == _plain(flag.does_not_count):
        what = f"the red flag {flag.id} counts and doesn't count in the same case"
        yield (*place, "does_not_count"), what, "tell the two apart"


def _words(place: Place, texts: Mapping[str, str]) -> Iterator[tuple[Place, str, str]]:
    for key, text in texts.items():
        yield from _in_text((*place, key), f"`{key}`", text)


def _in_text(place: Place, where: str, text: str) -> Iterator[tuple[Place, str, str]]:
    """Words in quotation marks are what a candidate says, and stand for themselves."""
    own = re.sub(r'"[^"]*"|“[^”]*”|`[^`]*`', " ", text)
    for pattern, remedy in UNOBSERVABLE:
        for match in re.finditer(rf"\b(?:{pattern})\b", own, re.IGNORECASE):
            yield place, f'{where}: "{match[0]}" can\'t be observed', remedy
    for pattern, remedy in WHO_SOMEBODY_IS:
        for match in re.finditer(rf"\b(?:{pattern})\b", own, re.IGNORECASE):
            yield place, f'{where}: "{match[0]}" is about who somebody is, not what they did', remedy


def _told(made: Assembled) -> list[str]:
    try:
        made.raise_problems()
    except GradeError as error:
        return str(error).splitlines()
    return []
