import asyncio
import contextlib
import logging
import signal
import sys

import uvicorn

from gateway.api import Api
from gateway.batcher import Batcher
from gateway.caching import cache_for
from gateway.environment import Environment
from gateway.observability import Metrics, configure_logging
from gateway.providers import provider_for
from gateway.upstream import Upstream

log = logging.getLogger("gateway")


class QuietServer(uvicorn.Server):
    """Signals are handled below."""

    @contextlib.contextmanager
    def capture_signals(self):
        yield

    def install_signal_handlers(self):
        pass


async def serve(environment):
    metrics, cache = Metrics(), cache_for(environment)
    upstream = Upstream(environment, provider_for(environment), metrics)
    batcher = Batcher(environment, upstream, metrics)
    api = Api(environment, batcher, cache, metrics)
    server = QuietServer(
        uvicorn.Config(api.app(), "127.0.0.1", int(environment.port), log_config=None, access_log=False, backlog=1024)
    )
    terminate = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, terminate.set)
    task = asyncio.create_task(server.serve())
    await terminate.wait()
    log.info("draining")
    api.draining = True
    await batcher.idle()
    server.should_exit = True
    await task
    await upstream.close()
    await cache.close()


def main():
    environment = Environment()
    if missing := environment.missing():
        print(f"missing in the environment: {', '.join(missing)}", file=sys.stderr)
        return 2
    configure_logging(environment)
    asyncio.run(serve(environment))
    return 0


if __name__ == "__main__":
    sys.exit(main())
