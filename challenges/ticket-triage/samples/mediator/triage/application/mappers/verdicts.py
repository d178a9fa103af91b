from __future__ import annotations

import json
from typing import Any

from triage.application.errors import UnusableAnswer
from triage.domain.errors import DomainError
from triage.domain.model import Category, Origin, Reply, Urgency, Verdict


class VerdictMapper:
    """The model's text to a verdict."""

    OPENING, CLOSING = "```json", "```"

    def from_text(self, text: str) -> Verdict:
        raw = self._load(self._unfence(text))
        if not isinstance(raw, dict):
            raise UnusableAnswer("no object")
        try:
            return Verdict(
                category=self._category(raw["category"]),
                urgency=self._urgency(raw["urgency"]),
                needs_human=self._flag(raw["needs_human"]),
                reply=Reply(raw["reply"]),
                origin=Origin.MODEL,
            )
        except (KeyError, ValueError, DomainError) as error:
            raise UnusableAnswer(str(error)) from error

    def _unfence(self, text: str) -> str:
        stripped = text.strip()
        if stripped.startswith(self.OPENING) and stripped.endswith(self.CLOSING):
            return stripped.removeprefix(self.OPENING).removesuffix(self.CLOSING)
        return text

    @staticmethod
    def _load(text: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UnusableAnswer("no JSON") from error

    @staticmethod
    def _category(value: Any) -> Category:
        if not isinstance(value, str):
            raise ValueError("category has to be text")
        return Category(value)

    @staticmethod
    def _urgency(value: Any) -> Urgency:
        if type(value) is not int:
            raise ValueError("urgency has to be an integer")
        return Urgency(value)

    @staticmethod
    def _flag(value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("needs_human has to be true or false")
        return value
