"""`python -m gateway`: serve on 127.0.0.1:$PORT until SIGTERM."""

import asyncio
import os
import signal
import sys

from aiohttp import web

from gateway.app import Gateway
from gateway.model import Model


async def serve(port: int, model_url: str) -> None:
    async with Model(model_url) as model:
        gateway = Gateway(model)
        runner = web.AppRunner(gateway.app, handler_cancellation=True, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await stop.wait()
        await gateway.drain()  # the site still listens meanwhile, to say 503
        await runner.cleanup()


def main() -> int:
    missing = [name for name in ("PORT", "MODEL_URL") if name not in os.environ]
    if missing:
        print(f"gateway: {' and '.join(missing)} must be set", file=sys.stderr)
        return 2
    asyncio.run(serve(int(os.environ["PORT"]), os.environ["MODEL_URL"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
