"""A Result type, so that expected failures are values and not exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Generic, TypeVar, Union

T = TypeVar("T")
U = TypeVar("U")
E = TypeVar("E")


@dataclass(frozen=True)
class Ok(Generic[T]):
    value: T

    @property
    def is_ok(self) -> bool:
        return True

    def map(self, function: Callable[[T], U]) -> "Ok[U]":
        return Ok(function(self.value))

    def unwrap_or(self, default: Any) -> T:
        return self.value


@dataclass(frozen=True)
class Err(Generic[E]):
    error: E

    @property
    def is_ok(self) -> bool:
        return False

    def map(self, function: Callable[[Any], Any]) -> "Err[E]":
        return self

    def unwrap_or(self, default: U) -> U:
        return default


Result = Union[Ok[T], Err[E]]
