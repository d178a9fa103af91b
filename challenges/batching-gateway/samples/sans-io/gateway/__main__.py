import asyncio
import functools
import os
import signal
import sys

import aiohttp
import uvicorn

from gateway.model import ask_patiently
from gateway.service import Service


async def serve(port: int, model_url: str) -> None:
    terminated = asyncio.Event()
    async with aiohttp.ClientSession() as session:
        service = Service(functools.partial(ask_patiently, session, f"{model_url}/predict"))
        server = uvicorn.Server(uvicorn.Config(service.app(), port=port, log_level="error", lifespan="off", backlog=1000))
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        # Only now, because uvicorn installs a handler of its own first: one that stops listening at once, when we want to say 503.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, terminated.set)
        ends = asyncio.create_task(terminated.wait())
        await asyncio.wait([serving, ends], return_when=asyncio.FIRST_COMPLETED)
        await service.drain()
        server.should_exit = True
        await serving


for name in ("PORT", "MODEL_URL"):
    if not os.environ.get(name):
        print(f"python -m gateway needs {name} in its environment", file=sys.stderr)
        sys.exit(2)
asyncio.run(serve(int(os.environ["PORT"]), os.environ["MODEL_URL"]))
