"""HTTP server."""

from __future__ import annotations

from typing import Optional

from aiohttp import web

from gateway.interfaces.http.handlers import Handlers
from gateway.shared.config import PlatformConfig


class HttpServer:
    def __init__(self, config: PlatformConfig, handlers: Handlers) -> None:
        self._config = config.http
        self._handlers = handlers
        self._runner: Optional[web.AppRunner] = None

    async def start(self) -> None:
        application = web.Application()
        application.add_routes(self._handlers.routes())
        self._runner = web.AppRunner(application, handler_cancellation=True, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._config.host, self._config.port, backlog=1024)
        await site.start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
