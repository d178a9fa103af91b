"""The entity of the domain."""

import asyncio
import itertools
import time
from typing import Any

_IDENTITIES = itertools.count(1)


class Prediction:
    def __init__(self, text: str) -> None:
        self.identity = next(_IDENTITIES)
        self.text = text
        self.created_at = time.monotonic()
        self._result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    @property
    def age_seconds(self) -> float:
        return time.monotonic() - self.created_at

    @property
    def result(self) -> "asyncio.Future[Any]":
        return self._result

    def complete(self, output: Any) -> None:
        if not self._result.done():
            self._result.set_result(output)

    def fail(self, error: Exception) -> None:
        if not self._result.done():
            self._result.set_exception(error)

    def abandon(self) -> None:
        self._result.cancel()
