"""The web server."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from gateway.core.settings import Settings


class SignalFreeServer(uvicorn.Server):
    """Leaves signals to the bootstrap."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class WebServer:
    def __init__(self, settings: Settings, predict, health, metrics) -> None:
        async def predict_endpoint(request):
            return await predict(request)

        async def health_endpoint(request):
            return await health(request)

        async def metrics_endpoint(request):
            return await metrics(request)

        app = Starlette(routes=[
            Route("/predict", predict_endpoint, methods=["POST"]),
            Route("/healthz", health_endpoint, methods=["GET"]),
            Route("/metrics", metrics_endpoint, methods=["GET"]),
        ])
        config = uvicorn.Config(
            app,
            host=settings.server.host,
            port=settings.server.port,
            backlog=settings.server.backlog,
            log_config=None,
            access_log=False,
            lifespan="off",
        )
        self._server = SignalFreeServer(config)
        self._task: asyncio.Task | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._server.serve())

    async def stop(self) -> None:
        self._server.should_exit = True
        if self._task:
            await self._task

    @staticmethod
    async def termination() -> None:
        requested = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, requested.set)
        await requested.wait()
