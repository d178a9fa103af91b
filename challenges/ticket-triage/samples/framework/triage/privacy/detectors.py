"""Detectors of personal data. Each yields the spans that it found."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """A piece of text that must not leave the house."""

    start: int
    end: int
    label: str


class Detector(ABC):
    """Finds one kind of personal data."""

    label: str

    @abstractmethod
    def detect(self, text: str) -> Iterator[Span]:
        """Yield all spans in the text."""


class EmailDetector(Detector):
    label = "email"
    _pattern = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")

    def detect(self, text: str) -> Iterator[Span]:
        for match in self._pattern.finditer(text):
            yield Span(match.start(), match.end(), self.label)


class CardDetector(Detector):
    label = "card"
    _number = re.compile(r"[0-9]+")
    _lengths = range(13, 20)

    def detect(self, text: str) -> Iterator[Span]:
        groups = [(match.start(), match.end()) for match in self._number.finditer(text)]
        index = 0
        while index < len(groups):
            last = self._longest(text, groups, index)
            if last < 0:
                index += 1
            else:
                yield Span(groups[index][0], groups[last][1], self.label)
                index = last + 1

    def _longest(self, text: str, groups: list[tuple[int, int]], first: int) -> int:
        found, digits = -1, ""
        for index in range(first, len(groups)):
            start, end = groups[index]
            if index > first and text[groups[index - 1][1] : start] not in (" ", "-"):
                break
            digits += text[start:end]
            if len(digits) >= self._lengths.stop:
                break
            if len(digits) in self._lengths and self._checksum(digits) == 0:
                found = index
        return found

    @staticmethod
    def _checksum(digits: str) -> int:
        doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
        return sum(doubled[int(d)] if place % 2 else int(d) for place, d in enumerate(digits[::-1])) % 10
