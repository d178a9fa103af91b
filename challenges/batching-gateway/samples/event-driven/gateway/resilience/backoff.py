"""Back-off functions by name."""

from __future__ import annotations

from typing import Callable

Backoff = Callable[[int], float]
backoffs: dict[str, Callable[[float], Backoff]] = {}


def backoff(name: str):
    def register(factory: Callable[[float], Backoff]):
        backoffs[name] = factory
        return factory

    return register


@backoff("none")
def none(base: float) -> Backoff:
    return lambda attempt: 0.0


@backoff("constant")
def constant(base: float) -> Backoff:
    return lambda attempt: base


@backoff("linear")
def linear(base: float) -> Backoff:
    return lambda attempt: base * attempt


@backoff("exponential")
def exponential(base: float) -> Backoff:
    return lambda attempt: base * 2 ** (attempt - 1)
