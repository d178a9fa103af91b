"""Inputs that wait, and the batches that they leave in."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

MOST_INPUTS = 16
MOST_IN_FLIGHT = 2
MOST_WAITING = 256
COMPANY_S = 0.020


class Full(Exception):
    """No more inputs may wait."""


@dataclass(eq=False)
class Waiting:
    text: str
    since: float
    output: "asyncio.Future[Any]"


class Batcher:
    """Sends what waits, oldest first, whenever a slot is free and the oldest has company or has waited long enough."""

    def __init__(self, send: Callable[[list[str]], Awaitable[list[Any]]], sent: Callable[[int], None]) -> None:
        self._send, self._sent = send, sent
        self._waiting: deque[Waiting] = deque()
        self._in_flight: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def depth(self) -> int:
        return len(self._waiting)

    async def output(self, text: str) -> Any:
        """The model's output. Raises Full, or what `send` raised. A caller that is cancelled takes its input with it."""
        if self.depth >= MOST_WAITING:
            raise Full
        loop = asyncio.get_running_loop()
        waiting = Waiting(text, loop.time(), loop.create_future())
        self._waiting.append(waiting)
        self._dispatch()
        try:
            return await waiting.output
        finally:
            if waiting in self._waiting:  # the client has hung up
                self._waiting.remove(waiting)

    def _dispatch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        loop = asyncio.get_running_loop()
        while self._waiting and len(self._in_flight) < MOST_IN_FLIGHT:
            due = self._waiting[0].since + COMPANY_S
            if self.depth < MOST_INPUTS and loop.time() < due:
                self._timer = loop.call_at(due, self._dispatch)
                return
            batch = [self._waiting.popleft() for _ in range(min(self.depth, MOST_INPUTS))]
            task = loop.create_task(self._run(batch))
            self._in_flight.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._in_flight.discard(task)
        self._dispatch()

    async def _run(self, batch: list[Waiting]) -> None:
        self._sent(len(batch))
        try:
            outputs = await self._send([waiting.text for waiting in batch])
        except Exception as error:
            for waiting in batch:
                if not waiting.output.done():
                    waiting.output.set_exception(error)
            return
        for waiting, output in zip(batch, outputs):
            if not waiting.output.done():
                waiting.output.set_result(output)

    async def finish(self) -> None:
        """Wait until nothing waits and nothing is in flight."""
        while self._waiting or self._in_flight:
            await asyncio.sleep(0.01)
