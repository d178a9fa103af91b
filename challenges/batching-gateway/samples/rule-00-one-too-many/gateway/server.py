"""HTTP side: Starlette routes, and uvicorn with our own idea of what SIGTERM means."""

import asyncio
import contextlib
import json
import signal

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gateway.line import Line, LineFull
from gateway.metrics import Metrics
from gateway.workers import ModelDown, Workers


class TooLarge(Exception):
    pass


def complain(status, text, **headers):
    return JSONResponse({"error": text}, status, headers=headers)


class Frontend:
    def __init__(self, settings):
        self.settings = settings
        self.draining = False
        self.metrics = Metrics()
        self.line = Line(settings)
        self.workers = None  # needs the running loop

    async def predict(self, request: Request) -> Response:
        try:
            response = await self.respond(request)
        except ClientDisconnect:
            return Response(status_code=499)  # nobody reads this
        self.metrics.answered(response.status_code)
        return response

    async def respond(self, request):
        try:
            text = self.parse(await self.read(request))
        except TooLarge:
            return complain(413, "body too large")
        except (ValueError, RecursionError):
            return complain(400, 'expected a JSON object like {"input": "some text"}')
        if self.draining:
            return complain(503, "shutting down")
        try:
            ticket = self.line.join(text)
        except LineFull:
            return complain(503, "too busy, try again soon", **{"Retry-After": "1"})
        try:
            return JSONResponse({"output": await self.unless_gone(request, ticket.result)})
        except ModelDown as error:
            return complain(502, str(error))
        finally:
            self.line.leave(ticket)

    async def read(self, request):
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > self.settings.body_limit:
                raise TooLarge
        return body

    @staticmethod
    def parse(body):
        data = json.loads(body)
        if not isinstance(data, dict) or not isinstance(data.get("input"), str):
            raise ValueError
        return data["input"]

    @staticmethod
    async def unless_gone(request, result):
        """Wait for the result, and at the same time for the client to hang up."""

        async def gone():
            while (await request.receive())["type"] != "http.disconnect":
                pass

        watch = asyncio.create_task(gone())
        await asyncio.wait({watch, result}, return_when=asyncio.FIRST_COMPLETED)
        watch.cancel()
        if not result.done():
            result.cancel()
            raise ClientDisconnect
        return result.result()

    async def healthz(self, request):
        return PlainTextResponse("draining", 503) if self.draining else PlainTextResponse("ok")

    async def show_metrics(self, request):
        return PlainTextResponse("\n".join(self.metrics.render(len(self.line))) + "\n", media_type="text/plain; version=0.0.4")

    def app(self):
        return Starlette(
            routes=[
                Route("/predict", self.predict, methods=["POST"]),
                Route("/healthz", self.healthz),
                Route("/metrics", self.show_metrics),
            ]
        )


class Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self):
        yield  # uvicorn would stop listening at once; we want to say 503 first


def run(settings):
    asyncio.run(serve(settings))


async def serve(settings):
    frontend = Frontend(settings)
    frontend.workers = Workers(settings, frontend.line, frontend.metrics)
    config = uvicorn.Config(frontend.app(), host="127.0.0.1", port=settings.port, log_level="warning", access_log=False)
    server = Server(config)
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    serving = asyncio.create_task(server.serve())
    await asyncio.wait({serving, asyncio.create_task(stopping.wait())}, return_when=asyncio.FIRST_COMPLETED)
    frontend.draining = True
    await frontend.workers.finish()
    server.should_exit = True
    await serving
    await frontend.workers.close()
