"""The schedule, driven by asyncio's clock, and the HTTP interface on top of it."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gateway.counters import Counters
from gateway.model import ModelFailed
from gateway.schedule import Entry, NoRoom, Schedule

LARGEST_BODY = 65_536


class Service:
    """ask: gives the outputs of a batch, or raises ModelFailed."""

    def __init__(self, ask: Callable[[list[str]], Awaitable[list]]) -> None:
        self.ask = ask
        self.schedule = Schedule()
        self.counters = Counters()
        self.draining = False
        self.alarm: asyncio.TimerHandle | None = None
        self.conversations: set[asyncio.Task] = set()  # asyncio itself keeps only weak references to tasks

    # ---- driving the schedule

    def advance(self) -> None:
        """Do what the schedule says, now and whenever it wants to be asked again. Called after every change."""
        loop = asyncio.get_running_loop()
        if self.alarm:
            self.alarm.cancel()
        while batch := self.schedule.take(loop.time()):
            conversation = loop.create_task(self.converse(batch))
            self.conversations.add(conversation)
            conversation.add_done_callback(self.conversations.discard)
        wake = self.schedule.wake()
        self.alarm = None if wake is None else loop.call_at(wake, self.advance)

    async def converse(self, batch: list[Entry]) -> None:
        self.counters.sizes[len(batch)] += 1
        try:
            outputs = await self.ask([entry.text for entry in batch])
        except ModelFailed as failure:
            for entry in batch:
                if not entry.owner.done():  # done: its client has hung up
                    entry.owner.set_exception(failure)
        else:
            for entry, output in zip(batch, outputs, strict=True):
                if not entry.owner.done():
                    entry.owner.set_result(output)
        finally:
            self.schedule.release()
            self.advance()

    async def drain(self) -> None:
        """Take nothing new, and return when all that is in hand is done."""
        self.draining = True
        while not self.schedule.idle:
            await asyncio.sleep(0.01)

    # ---- HTTP

    async def predict(self, request: Request) -> Response:
        try:
            response = await self.respond(request)
        except ClientDisconnect:
            return Response(status_code=499)  # goes nowhere, and is not counted
        self.counters.statuses[response.status_code] += 1
        return response

    async def respond(self, request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST_BODY:
                return refusal(413, f"a body may be {LARGEST_BODY} bytes long")
        text = input_in(bytes(body))
        if text is None:
            return refusal(400, "the body must be a JSON object with a string as `input`")
        if self.draining:
            return refusal(503, "the gateway is going down", {"Retry-After": "5"})
        loop = asyncio.get_running_loop()
        try:
            entry = self.schedule.arrive(text, loop.time(), loop.create_future())
        except NoRoom:
            return refusal(503, "too many inputs wait", {"Retry-After": "1"})
        self.advance()
        try:
            return JSONResponse({"output": await self.outcome(entry, request)})
        except ModelFailed as failure:
            return refusal(502, str(failure))

    async def outcome(self, entry: Entry, request: Request) -> object:
        """The entry's output. Raises ClientDisconnect as soon as the client hangs up, and takes the entry from the queue then."""
        # The body has been read, so the only message that can still come is the one that says that the client is gone.
        gone = asyncio.ensure_future(request.receive())
        gone.add_done_callback(lambda _: entry.owner.cancel())
        try:
            return await entry.owner
        except asyncio.CancelledError:
            raise ClientDisconnect from None
        finally:
            gone.cancel()
            self.schedule.leave(entry)

    async def health(self, request: Request) -> Response:
        return PlainTextResponse("draining" if self.draining else "ok", 503 if self.draining else 200)

    async def metrics(self, request: Request) -> Response:
        return PlainTextResponse(self.counters.exposition(len(self.schedule.queue)))

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/predict", self.predict, methods=["POST"]),
                Route("/healthz", self.health),
                Route("/metrics", self.metrics),
            ]
        )


def input_in(body: bytes) -> str | None:
    """The string under `input`, or None if the body is anything else than an object with one."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):  # RecursionError: [[[[... many thousand deep
        return None
    found = document.get("input") if isinstance(document, dict) else None
    return found if isinstance(found, str) else None


def refusal(status: int, reason: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": reason}, status, headers)
