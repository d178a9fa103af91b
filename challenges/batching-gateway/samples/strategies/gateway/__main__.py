"""Entry point."""

from __future__ import annotations

import asyncio
import signal
import sys

from aiohttp import web

from .config import ConfigurationError, GatewayConfig
from .factory import GatewayFactory


class GatewayApplication:
    def __init__(self, config: GatewayConfig) -> None:
        self._config = config
        self._factory = GatewayFactory(config)

    async def run(self) -> None:
        scheduler = self._factory.create_scheduler()
        runner = web.AppRunner(
            self._factory.create_api(scheduler).build(), handler_cancellation=True, access_log=None, shutdown_timeout=2.0
        )
        await runner.setup()
        await web.TCPSite(runner, self._config.server.host, self._config.server.port, backlog=512).start()
        await self._wait_for_termination()
        await scheduler.drain()
        await runner.cleanup()

    @staticmethod
    async def _wait_for_termination() -> None:
        event = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, event.set)
        await event.wait()


def main() -> int:
    try:
        config = GatewayConfig.from_env()
    except ConfigurationError as error:
        print(f"configuration error: {error}", file=sys.stderr)
        return 2
    asyncio.run(GatewayApplication(config).run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
