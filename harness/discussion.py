"""Questions for the talk about a submission, drawn from that very submission; each with the place that it points at.

The candidate's text is quoted in code blocks, so that none of it acts as Markdown.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from harness import redflags
from harness.challenge import Challenge
from harness.evaluation import Evaluation, TestResult
from harness.prose import Sentence
from harness.redflags import ASKED
from harness.text import visible
from harness.verdicts import Verdict

MOST_FILE = 256 * 1024  # characters of a file that are looked at
MOST_QUOTED = 600
SHOWN_LINES = 6

_LEFT_OUT = re.compile(
    r"\b(?:gave up|given up|left out|leave out|not done|did not|didn't|would add|would do|i'd do|with more time|next)\b"
    r"|\b(?:missing|no time|out of scope|no log|not asked)\b",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"\b(?:instead of|rather than|not \w+ but|chose|chosen|would have|i first|trade-?off|costs?)\b|, not ", re.IGNORECASE
)
_DEF = re.compile(r"^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w{1,80})[ \t]*\(")
_TESTS = re.compile(r"(?:^|/)(?:tests?/|test_|conftest)|_test\.\w+$")
_SAY_IT = "(Describe the case in words: the hidden test's own input stays hidden.)"


@dataclass(frozen=True)
class Question:
    """One question. about: what it is drawn from. place: file and line, or a rule. quote: the candidate's or the test's words.

    text: our words and the challenge's only; nothing that a candidate wrote but an identifier.
    """

    about: str
    text: str
    place: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Function:
    """A function as it stands in the text. lines: how many it has."""

    file: str
    line: int
    name: str
    lines: int
    head: str


def questions(evaluation: Evaluation, challenge: Challenge, asked: tuple[str, ...] = ()) -> list[Question]:
    """What to ask about this submission, in the order of the talk. asked: the candidate's questions during the round."""
    text = redflags.written(evaluation, challenge, asked)
    found = [
        _decision(text),
        _failing(evaluation, challenge),
        _largest(evaluation),
        _beyond(evaluation),
        _left_out(text),
        _open_point(text, challenge),
        _own_tests(evaluation),
    ]
    return [question for question in found if question is not None]


def _decision(text: tuple[Sentence, ...]) -> Question | None:
    decisions = [each for each in text if each.file != ASKED and each.file.casefold() == "decisions.md"]
    given = redflags.reasons(decisions)
    chosen = next((each for each in given if _CHOICE.search(each.text)), None) or next(iter(given), None)
    if chosen is not None:
        ask = "What would the other way have cost you here, and which answer from us would have made you take it?"
        return Question("a decision of theirs", ask, f"{chosen.file}:{chosen.line}", chosen.text)
    if decisions:
        first = (redflags.appeals(decisions) or decisions)[0]
        ask = "Show us the line of code that this sentence is about. What else could stand there, and what would be worse then?"
        return Question("a sentence of DECISIONS.md without a reason in it", ask, f"{first.file}:{first.line}", first.text)
    ask = "DECISIONS.md says nothing of your own. Which choice took you longest, and what did you give up for it?"
    return Question("a decision of theirs", ask)


def _failing(evaluation: Evaluation, challenge: Challenge) -> Question | None:
    by_rule: dict[int, list[TestResult]] = defaultdict(list)
    failed = list(_failed(evaluation))
    for test in failed:
        for rule in test.rules:
            by_rule[rule].append(test)
    if by_rule:
        rule = max(by_rule, key=lambda number: (len(by_rule[number]), -number))
        test = by_rule[rule][0]
        about = challenge.rules.get(rule, "")
        number = f"{len(by_rule[rule])} hidden tests of it fail" if len(by_rule[rule]) > 1 else "a hidden test of it fails"
        ask = f"Rule {rule} ({about}): {number}. {_SAY_IT} Where in your code does it go wrong, and what would you change?"
        return Question("a rule that it fails", ask, f"rule {rule}, {test.title or test.name}", test.message)
    if failed:
        ask = f"A case fails. {_SAY_IT} Where in your code does it go wrong, and what would you change?"
        return Question("a test that it fails", ask, failed[0].title or failed[0].name, failed[0].message)
    if evaluation.groups and challenge.rules:
        group = max(evaluation.groups, key=lambda each: each.weight)
        rules = [rule for test in group.tests for rule in test.rules if rule in challenge.rules and rule > 0]
        rule = max(rules, key=lambda number: (rules.count(number), number)) if rules else max(challenge.rules)
        ask = f"Every hidden test passes. Show us what makes rule {rule} hold ({challenge.rules[rule]}). What did you try before?"
        return Question("a rule that it keeps", ask, f"rule {rule}")
    return None


def _failed(evaluation: Evaluation) -> Iterator[TestResult]:
    for group in evaluation.groups:
        for test in group.tests:
            if test.verdict not in (Verdict.PASSED, Verdict.INTERNAL_ERROR):
                yield test


def _largest(evaluation: Evaluation) -> Question | None:
    found = max(functions(evaluation), key=lambda each: (each.lines, each.file, -each.line), default=None)
    if found is not None:
        ask = (
            f"`{found.name}` is your longest function ({found.lines} lines). Walk us through it. If it had to become two, where "
            "would you cut, and what would a reader gain?"
        )
        return Question("the largest function", ask, f"{found.file}:{found.line}", found.head)
    files = [file for file in evaluation.files if file.text and not _TESTS.search(file.path) and not file.path.endswith(".md")]
    if not files:
        return None
    file = max(files, key=lambda each: each.size)
    return Question("the largest file", "Which part of this file carries the hardest rule? Walk us through it.", file.path)


def functions(evaluation: Evaluation) -> list[Function]:
    """The functions of the Python files that are no tests: found by their indentation, since a parser can be made to crash."""
    found: list[Function] = []
    for file in evaluation.files:
        if file.text and file.path.endswith(".py") and not _TESTS.search(file.path):
            found += _functions(file.path, file.text[:MOST_FILE].split("\n"))
    return found


def _functions(path: str, lines: list[str]) -> list[Function]:
    """One pass: a function ends with the last line that is indented more than its `def`."""
    found: list[Function] = []
    stack: list[tuple[int, int, str]] = []
    last = 0  # the number of the last line that holds something
    for number, line in enumerate([*lines, "end"], 1):
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", ")", "]", "}")):
            continue
        indent = len(line) - len(line.lstrip())
        while stack and indent <= stack[-1][0]:
            _, first, name = stack.pop()
            head = "\n".join(lines[first - 1 : min(last, first - 1 + SHOWN_LINES)])
            found.append(Function(path, first, name, last - first + 1, head))
        if match := _DEF.match(line):
            stack.append((indent, number, match[2]))
        last = number
    return found


def _beyond(evaluation: Evaluation) -> Question | None:
    worst = max(evaluation.scope.findings, key=lambda finding: finding.points, default=None)
    if worst is None:
        return None
    ask = "If this went, which rule of the brief or which test would break? When would you put it back?"
    return Question("the largest scope finding", ask, f"{worst.file}:{worst.line}", worst.message)


def _left_out(text: tuple[Sentence, ...]) -> Question | None:
    for sentence in text:
        if sentence.file != ASKED and _LEFT_OUT.search(sentence.text):
            ask = "What would you need to see before you spent the first hour on this? What happens till then?"
            return Question("what it left out", ask, f"{sentence.file}:{sentence.line}", sentence.text)
    return Question("what it left out", "What did you leave out on purpose, and who will miss it first?")


def _open_point(text: tuple[Sentence, ...], challenge: Challenge) -> Question | None:
    points = redflags.open_points(text, challenge)
    for point in points:
        if not point.lines:
            ask = f"The brief leaves open: {point.about}. We found no line on it. What does your code do? Whom would you ask?"
            return Question("an open point", ask)
    for point in points:
        seen = point.lines[0]
        ask = f"The brief leaves open: {point.about}. You write this. What if we said the opposite: which lines change?"
        return Question("an open point", ask, f"{seen.file}:{seen.line}", seen.text)
    return None


def _own_tests(evaluation: Evaluation) -> Question | None:
    own = [file for file in evaluation.files if _TESTS.search(file.path) and file.text]
    if not own:
        ask = "There are no tests of your own. Which one would you write first, and what would it have caught?"
        return Question("own tests", ask)
    file = max(own, key=lambda each: each.size)
    return Question("own tests", "Which mistake did one of your tests catch? Which rule do they not look at?", file.path)


def to_markdown(found: list[Question], challenge: Challenge) -> str:
    """The questions as a section of a guide."""
    parts = ["## Questions from this submission\n", "Open the place before you ask. Leave out what they have said already.\n"]
    for number, question in enumerate(found, 1):
        where = f" ({_plain(question.place)})" if question.place else ""
        parts.append(f"### {number}. {question.about.capitalize()}{where}\n")
        if question.quote:
            parts.append(fenced(question.quote) + "\n")
        parts.append(question.text + "\n")
    if challenge.discussion:
        parts.append("### The challenge's own questions\n")
        parts += [f"- {text}" for text in challenge.discussion]
        parts.append("")
    return "\n".join(parts)


def fenced(text: str) -> str:
    """Text in a code block that nothing in it can end."""
    shown = visible(text, MOST_QUOTED)
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown}\n{fence}"


def _plain(text: str) -> str:
    """Text as Markdown that shows just that."""
    return re.sub(r"([\\`*_\[\]<>#|!~&])", r"\\\1", visible(text, MOST_QUOTED).replace("\n", " "))
