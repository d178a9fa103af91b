"""Validation of what the model says."""

from __future__ import annotations

import json
import re
from typing import Any

from triage.exceptions import ResponseValidationError
from triage.models import Category, ModelVerdict, Urgency


class VerdictParser:
    """Parses and validates the text of a completion."""

    MAX_REPLY_LENGTH = 600
    _FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(?P<json>.*)\n\s*```\s*\Z", re.DOTALL)

    def parse(self, text: str) -> ModelVerdict:
        """Parse a completion.

        Raises:
            ResponseValidationError: if the text does not conform to the schema.
        """
        data = self._load(text)
        return ModelVerdict(
            category=self._category(data),
            urgency=self._urgency(data),
            needs_human=self._needs_human(data),
            reply=self._reply(data),
        )

    def _load(self, text: str) -> dict[str, Any]:
        match = self._FENCE.match(text)
        try:
            data = json.loads(match.group("json") if match else text)
        except (ValueError, RecursionError) as exc:
            raise ResponseValidationError("content is not JSON") from exc
        if not isinstance(data, dict):
            raise ResponseValidationError("content is not an object")
        return data

    @staticmethod
    def _category(data: dict[str, Any]) -> Category:
        value = data.get("category")
        if not isinstance(value, str):
            raise ResponseValidationError("category is not a string")
        try:
            return Category(value)
        except ValueError as exc:
            raise ResponseValidationError("unknown category") from exc

    @staticmethod
    def _urgency(data: dict[str, Any]) -> Urgency:
        value = data.get("urgency")
        if not isinstance(value, int) or isinstance(value, bool):
            raise ResponseValidationError("urgency is not an integer")
        try:
            return Urgency(value)
        except ValueError as exc:
            raise ResponseValidationError("urgency out of range") from exc

    @staticmethod
    def _needs_human(data: dict[str, Any]) -> bool:
        value = data.get("needs_human")
        if not isinstance(value, bool):
            raise ResponseValidationError("needs_human is not a boolean")
        return value

    def _reply(self, data: dict[str, Any]) -> str:
        value = data.get("reply")
        if not isinstance(value, str) or not 1 <= len(value) <= self.MAX_REPLY_LENGTH:
            raise ResponseValidationError("reply is not a string of 1 to 600 characters")
        return value
