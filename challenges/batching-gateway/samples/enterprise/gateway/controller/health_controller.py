from aiohttp import web

from gateway.controller.abstract_controller import AbstractController
from gateway.service.lifecycle_service import LifecycleService


class HealthController(AbstractController):
    """GET /healthz."""

    def __init__(self, lifecycle: LifecycleService) -> None:
        self._lifecycle = lifecycle

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self.health)]

    async def health(self, request: web.Request) -> web.Response:
        return web.Response(status=200 if self._lifecycle.is_accepting() else 503)
