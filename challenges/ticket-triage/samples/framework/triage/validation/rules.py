"""Composable validation rules."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from datetime import datetime
from typing import Any


class Rule(ABC):
    """A check of one value."""

    @abstractmethod
    def check(self, value: Any) -> str | None:
        """Return what is wrong, or None."""


class IsType(Rule):
    """The value has exactly this type."""

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def check(self, value: Any) -> str | None:
        return None if type(value) is self._kind else f"must be {self._kind.__name__}"


class OneOf(Rule):
    """The value is one of a collection."""

    def __init__(self, allowed: Collection[Any]) -> None:
        self._allowed = allowed

    def check(self, value: Any) -> str | None:
        return None if value in self._allowed else f"must be one of {', '.join(sorted(map(str, self._allowed)))}"


class InRange(Rule):
    """The value is between two bounds."""

    def __init__(self, low: int, high: int) -> None:
        self._low, self._high = low, high

    def check(self, value: Any) -> str | None:
        return None if self._low <= value <= self._high else f"must be between {self._low} and {self._high}"


class LengthBetween(Rule):
    """The value's length is between two bounds."""

    def __init__(self, low: int, high: int) -> None:
        self._range = InRange(low, high)

    def check(self, value: Any) -> str | None:
        problem = self._range.check(len(value))
        return f"length {problem}" if problem else None


class IsoTimestamp(Rule):
    """The value is an ISO 8601 timestamp."""

    def check(self, value: Any) -> str | None:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return "must be an ISO 8601 date and time"
        return None


class Schema:
    """Rules by key. The first rule of a key that fails is reported."""

    def __init__(self, **rules: list[Rule]) -> None:
        self._rules = rules

    def problem(self, value: Any) -> str | None:
        """Return what is wrong with an object, or None."""
        if not isinstance(value, dict):
            return "must be an object"
        for key, rules in self._rules.items():
            if key not in value:
                return f"{key} is missing"
            for rule in rules:
                if (problem := rule.check(value[key])) is not None:
                    return f"{key} {problem}"
        return None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._rules)
