from __future__ import annotations

import logging
import time
from collections import Counter
from typing import Any

from triage.application.mediator import Behaviour, Next, Request

log = logging.getLogger("triage")


class LoggingBehaviour(Behaviour):
    async def handle(self, request: Request[Any], proceed: Next) -> Any:
        log.debug("begin %s", type(request).__name__)
        try:
            return await proceed()
        finally:
            log.debug("end %s", type(request).__name__)


class TimingBehaviour(Behaviour):
    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    async def handle(self, request: Request[Any], proceed: Next) -> Any:
        began = time.perf_counter()
        try:
            return await proceed()
        finally:
            self.seconds[type(request).__name__] += time.perf_counter() - began


class CountingBehaviour(Behaviour):
    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()

    async def handle(self, request: Request[Any], proceed: Next) -> Any:
        self.calls[type(request).__name__] += 1
        return await proceed()
