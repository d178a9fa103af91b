"""Redaction of personally identifiable information (PII)."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence


class Redactor(ABC):
    """Interface of all redactors."""

    @abstractmethod
    def redact(self, text: str) -> str:
        """Return the text without the PII that this redactor knows."""


class EmailRedactor(Redactor):
    """Redacts e-mail addresses."""

    PLACEHOLDER = "[email]"
    _PATTERN = re.compile(r"[a-z0-9_.+%\-]+@(?:[a-z0-9\-]+\.)+[a-z0-9\-]+", re.IGNORECASE)

    def redact(self, text: str) -> str:
        return self._PATTERN.sub(self.PLACEHOLDER, text)


class CardNumberRedactor(Redactor):
    """Redacts payment card numbers that pass the Luhn check."""

    PLACEHOLDER = "[card]"
    MIN_LENGTH = 13
    MAX_LENGTH = 19
    _RUN = re.compile(r"[0-9](?:[ -]?[0-9])*")
    _GROUP = re.compile(r"[0-9]+")

    def redact(self, text: str) -> str:
        return self._RUN.sub(lambda match: self._redact_run(match.group(0)), text)

    def _redact_run(self, run: str) -> str:
        groups = list(self._GROUP.finditer(run))
        result: list[str] = []
        position = 0
        index = 0
        while index < len(groups):
            last = self._find_card(groups, index)
            if last is None:
                index += 1
                continue
            result.append(run[position : groups[index].start()])
            result.append(self.PLACEHOLDER)
            position = groups[last].end()
            index = last + 1
        result.append(run[position:])
        return "".join(result)

    def _find_card(self, groups: Sequence[re.Match[str]], first: int) -> int | None:
        best: int | None = None
        digits = ""
        for index in range(first, len(groups)):
            digits += groups[index].group(0)
            if len(digits) > self.MAX_LENGTH:
                break
            if len(digits) >= self.MIN_LENGTH and self.luhn_valid(digits):
                best = index
        return best

    @staticmethod
    def luhn_valid(digits: str) -> bool:
        """Return whether the digits pass the Luhn check."""
        total = 0
        for index, char in enumerate(reversed(digits)):
            value = int(char)
            if index % 2 == 1:
                value *= 2
                if value > 9:
                    value -= 9
            total += value
        return total % 10 == 0


class CompositeRedactor(Redactor):
    """Applies several redactors one after the other."""

    def __init__(self, redactors: Sequence[Redactor]) -> None:
        self._redactors = tuple(redactors)

    def redact(self, text: str) -> str:
        for redactor in self._redactors:
            text = redactor.redact(text)
        return text


def default_redactor() -> Redactor:
    """Return the redactor that is used unless another one is injected."""
    return CompositeRedactor([EmailRedactor(), CardNumberRedactor()])
