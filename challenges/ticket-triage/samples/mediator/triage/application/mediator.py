"""Sends requests to their handlers through the behaviours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from triage.application.errors import HandlerNotFound

R = TypeVar("R")


class Request(ABC, Generic[R]):
    """A command or a query with a result of type R."""


class Handler(ABC):
    @abstractmethod
    async def handle(self, request: Any) -> Any: ...


Next = Callable[[], Awaitable[Any]]


class Behaviour(ABC):
    """Wraps every handler."""

    @abstractmethod
    async def handle(self, request: Request[Any], proceed: Next) -> Any: ...


class Mediator:
    def __init__(self, behaviours: list[Behaviour]) -> None:
        self._handlers: dict[type[Request[Any]], Handler] = {}
        self._behaviours = behaviours

    def register(self, kind: type[Request[Any]], handler: Handler) -> None:
        self._handlers[kind] = handler

    async def send(self, request: Request[R]) -> R:
        try:
            handler = self._handlers[type(request)]
        except KeyError:
            raise HandlerNotFound(type(request).__name__) from None

        async def last() -> Any:
            return await handler.handle(request)

        proceed: Next = last
        for behaviour in reversed(self._behaviours):
            proceed = self._wrap(behaviour, request, proceed)
        return await proceed()

    @staticmethod
    def _wrap(behaviour: Behaviour, request: Request[Any], proceed: Next) -> Next:
        async def wrapped() -> Any:
            return await behaviour.handle(request, proceed)

        return wrapped
