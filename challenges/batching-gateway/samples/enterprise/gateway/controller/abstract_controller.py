"""Base of the controllers."""

from abc import ABC, abstractmethod

from aiohttp import web


class AbstractController(ABC):
    @abstractmethod
    def routes(self) -> list[web.RouteDef]: ...
