"""YAML files that people write, read into pydantic models: every problem at once, each with its line and a remedy.

The YAML is the plain part: mappings, lists, text, numbers, `true` and `false`. `yes`, `no`, `on` and dates stay text, as
their writers mean them. Keys that stand twice, anchors, tags and merge keys are refused, and so is a file without measure.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from harness.errors import GradeError
from harness.nearby import no_such_file
from harness.text import one_line
from harness.yamlwords import in_words

MOST_BYTES = 512 * 1024
MOST_VALUES = 20_000
MOST_DEPTH = 32
MOST_TOLD = 50

M = TypeVar("M", bound=BaseModel)

Place = tuple[str | int, ...]
"""Where a value stands: keys and indexes from the top, such as ("groups", "budget")."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with what to do about it."""

    line: int
    what: str
    remedy: str

    def text(self, path: Path) -> str:
        """As one line for a person."""
        remedy = f" — {one_line(self.remedy, 500)}" if self.remedy else ""
        return f"{one_line(str(path), 300)}:{self.line}: {one_line(self.what, 500)}{remedy}"


@dataclass
class Document:
    """What a file says, as plain data, and where each value stands in it."""

    path: Path
    source: bytes = b""
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, *place: str | int) -> int:
        """The line of the value at `place`, else of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.line(*place), what, remedy))

    def raise_problems(self) -> None:
        """GradeError with all of them in the order of their lines, where there are any."""
        if self.problems:
            ordered = sorted(self.problems, key=lambda problem: problem.line)
            lines = list(dict.fromkeys(problem.text(self.path) for problem in ordered))
            more = [f"... and {len(lines) - MOST_TOLD} more"] if len(lines) > MOST_TOLD else []
            raise GradeError("\n".join(lines[:MOST_TOLD] + more))


def load(path: Path, model: type[M]) -> M:
    """The file at `path` as a `model`. Raises one GradeError that names every problem."""
    document = read(path)
    value = check(document, model)
    document.raise_problems()
    assert value is not None
    return value


def read(path: Path) -> Document:
    """The file's plain data. What is wrong with its YAML is in `problems`; raises GradeError where it can't be read at all."""
    source = _bytes(path)
    document = Document(path, source)
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        document.problems.append(Problem(line, "this is not UTF-8 text", "save the file as UTF-8"))
        return document
    for match in _NOT_ALLOWED.finditer(text):
        line = text[: match.start()].count("\n") + 1
        document.problems.append(Problem(line, f"the character U+{ord(match[0]):04X} is not allowed", "take it out"))
        return document
    try:
        document.data = _Reader(document, text).whole()
    except yaml.MarkedYAMLError as error:
        document.problems.append(_syntax(error, text))
    return document


def check(document: Document, model: type[M]) -> M | None:
    """The data as a `model`, or None with what is wrong added to the document's problems."""
    if document.problems:
        return None
    if not isinstance(document.data, dict):
        required = [name for name, about in model.model_fields.items() if about.is_required()]
        found = "is empty" if document.data is None else "is none"
        first = ", ".join(required) or next(iter(model.model_fields), "")
        document.problem((), f"the file should be a mapping of keys to values, and {found}", f"begin with: {first}")
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            document.problem(*in_words(problem, model, document.data))
        return None


def _bytes(path: Path) -> bytes:
    shown = one_line(str(path), 300)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise GradeError(no_such_file(path)) from None
    except IsADirectoryError:
        raise GradeError(f"{shown} is a folder; name the YAML file in it") from None
    except OSError as error:
        raise GradeError(f"cannot read {shown}: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise GradeError(f"{shown} has more than {MOST_BYTES // 1024} KiB; is it the right file?")
    return data


_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SCALARS: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"(?:~|null|Null|NULL)?"), lambda text: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text[0] in "tT"),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]{0,30})"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|(?:\.[0-9]+|[0-9]+\.?[0-9]*)[eE][-+]?[0-9]+)"), float),
    (re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"), lambda text: float(text.replace(".", ""))),
)
"""The unquoted scalars that aren't text: those of YAML 1.2's core schema, without octal and hexadecimal numbers."""


_KEY = "\0"  # the place of a mapping's key itself, which no file can hold


class _Reader:
    """Plain data from the parser's events, one after the other: so nothing is ever larger than the file."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        self.values = 0

    def whole(self) -> Any:
        self.parser.get_event()  # the stream's start
        if self.parser.check_event(yaml.StreamEndEvent):
            return None
        self.parser.get_event()  # the document's start
        data = self.value(())
        self.parser.get_event()  # the document's end
        if not self.parser.check_event(yaml.StreamEndEvent):
            self._problem(self.parser.peek_event(), "a second document begins here", 'take the line "---" away')
        return data

    def value(self, place: Place) -> Any:
        event = self.parser.get_event()
        self._bound(event, place)
        self.document.lines.setdefault(place, _line(event))
        if isinstance(event, yaml.AliasEvent):
            self._problem(event, f"*{event.anchor} repeats another part", "write it out; aliases are not used here")
            return None
        if event.anchor is not None:
            self._problem(event, f"&{event.anchor} names a part", "take it away; anchors are not used here")
        if event.tag not in (None, "!"):
            self._problem(event, f"the tag {event.tag}", "take it away; tags are not used here")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        return _scalar(event)

    def _sequence(self, place: Place) -> list[Any]:
        items: list[Any] = []
        while not self.parser.check_event(yaml.SequenceEndEvent):
            items.append(self.value((*place, len(items))))
        self.parser.get_event()
        return items

    def _mapping(self, place: Place) -> dict[Any, Any]:
        items: dict[Any, Any] = {}
        first: dict[Any, int] = {}
        while not self.parser.check_event(yaml.MappingEndEvent):
            event = self.parser.peek_event()
            line = _line(event)
            key = self.value((*place, _KEY))
            if isinstance(key, list | dict) or key is None:
                self._problem(event, "a key should be one word", "put a word before the colon, in quotes if need be")
                key = f"?{len(items)}"
            if key == "<<":
                self._problem(event, "<< merges another part in", "write its keys out")
            if key in first:
                self._problem(event, f"the key `{key}` stands in line {first[key]} already", "keep one of the two")
            first.setdefault(key, line)
            self.document.lines.setdefault((*place, key), line)
            items[key] = self.value((*place, key))
        self.parser.get_event()
        return items

    def _bound(self, event: yaml.Event, place: Place) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self._stop(event, f"there are more than {MOST_VALUES:,} values; is it the right file?")
        if len(place) > MOST_DEPTH:
            raise self._stop(event, f"this is nested more than {MOST_DEPTH} deep")

    def _stop(self, event: yaml.Event, message: str) -> yaml.MarkedYAMLError:
        return yaml.MarkedYAMLError(problem=message, problem_mark=event.start_mark)  # type: ignore[arg-type]

    def _problem(self, event: yaml.Event, what: str, remedy: str) -> None:
        self.document.problems.append(Problem(_line(event), what, remedy))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _scalar(event: yaml.ScalarEvent) -> Any:
    text: str = event.value
    if event.implicit[0]:  # unquoted
        for pattern, make in _SCALARS:
            if pattern.fullmatch(text):
                return make(text)
    return text


_REMEDIES = (
    ("tab character", "indent with spaces, never with tabs"),
    ("mapping values are not allowed", "put text that holds a colon and a space in quotes"),
    (
        "cannot start any token",
        "put text that begins with a sign such as @, ` or % in quotes; indent with spaces, never with tabs",
    ),
    ("unexpected end of stream", "a quote is opened and never closed"),
    ("did not find expected key", "indent the keys of one mapping alike"),
    ("<block end>", "indent the keys of one mapping alike"),
    ("',' or ']'", "a [ is opened and never closed, or a comma is missing"),
    ("',' or '}'", "a { is opened and never closed, or a comma is missing"),
    ("could not find expected ':'", "put a colon and a space after the key"),
    ("'-' indicator", "put a dash before every item of the list, indented alike"),
)


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Problem:
    problem = str(error.problem or error.context or "this is not YAML")
    mark = error.problem_mark or error.context_mark
    line = min((mark.line if mark is not None else 0) + 1, max(1, len(text.splitlines())))
    remedy = next((remedy for words, remedy in _REMEDIES if words in problem), "")
    where = (
        f" ({error.context}, which begins in line {error.context_mark.line + 1})" if error.context and error.context_mark else ""
    )
    return Problem(line, problem + where, remedy)
