from aiohttp import web

from gateway.controller.abstract_controller import AbstractController
from gateway.service.metrics_service import MetricsService


class MetricsController(AbstractController):
    """GET /metrics."""

    def __init__(self, metrics: MetricsService) -> None:
        self._metrics = metrics

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/metrics", self.metrics)]

    async def metrics(self, request: web.Request) -> web.Response:
        return web.Response(text=self._metrics.render())
