"""Validation of the model's answers."""

import json
import re

from triage.core import types
from triage.core.errors import InvalidAnswerError
from triage.core.types import JsonObject
from triage.validation.rules import InRange, IsType, LengthBetween, OneOf, Schema


class AnswerValidator:
    """Turns text into a checked answer."""

    _fence = re.compile(r"```json\s*(.*?)\s*```", re.DOTALL)
    _schema = Schema(
        category=[IsType(str), OneOf(types.CATEGORIES)],
        urgency=[IsType(int), InRange(types.MIN_URGENCY, types.MAX_URGENCY)],
        needs_human=[IsType(bool)],
        reply=[IsType(str), LengthBetween(types.MIN_REPLY_LENGTH, types.MAX_REPLY_LENGTH)],
    )

    def validate(self, text: str) -> JsonObject:
        """Return the answer, or raise InvalidAnswerError."""
        fenced = self._fence.fullmatch(text.strip())
        try:
            answer = json.loads(fenced.group(1) if fenced else text)
        except (ValueError, RecursionError):
            raise InvalidAnswerError("no JSON") from None
        if (problem := self._schema.problem(answer)) is not None:
            raise InvalidAnswerError(problem)
        return {key: answer[key] for key in self._schema.keys}
