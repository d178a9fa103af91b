"""The running application."""

import asyncio
import signal

from aiohttp import web

from gateway.config.application_config import ServerConfig
from gateway.controller.abstract_controller import AbstractController
from gateway.service.batch_service import BatchService
from gateway.service.lifecycle_service import LifecycleService


class Application:
    def __init__(
        self,
        config: ServerConfig,
        controllers: list[AbstractController],
        batches: BatchService,
        lifecycle: LifecycleService,
    ) -> None:
        self._config = config
        self._controllers = controllers
        self._batches = batches
        self._lifecycle = lifecycle

    async def run(self) -> None:
        termination = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, termination.set)
        await self._batches.start()
        runner = web.AppRunner(self._web_application(), access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, self._config.host, self._config.port, backlog=self._config.backlog)
        await site.start()
        await termination.wait()
        self._lifecycle.begin_draining()
        await self._batches.await_completion()
        await runner.cleanup()
        await self._batches.stop()

    def _web_application(self) -> web.Application:
        application = web.Application()
        for controller in self._controllers:
            application.add_routes(controller.routes())
        return application
