"""What all vendors over HTTP have in common."""

import asyncio
import json
import threading
from typing import Any

import httpx

from ..settings import Settings


class Busy(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(f"busy for {seconds} s")
        self.seconds = seconds


class Down(Exception):
    def __init__(self, why: str, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


class Loop:
    """One event loop and one pool of connections, in a thread of their own."""

    _lock = threading.Lock()
    _instance: "Loop | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.http = httpx.AsyncClient(timeout=None)

    @classmethod
    def get(cls) -> "Loop":
        with cls._lock:
            if cls._instance is None:
                cls._instance = cls()
            return cls._instance

    def post(self, url: str, headers: dict[str, str], body: bytes, seconds: float) -> httpx.Response:
        async def send() -> httpx.Response:
            return await asyncio.wait_for(self.http.post(url, headers=headers, content=body), seconds)

        return asyncio.run_coroutine_threadsafe(send(), self.loop).result()


class Vendor:
    name = ""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def url(self) -> str:
        raise NotImplementedError

    def headers(self) -> dict[str, str]:
        return {}

    def payload(self, messages: list[dict]) -> dict:
        raise NotImplementedError

    def pick(self, answer: Any) -> Any:
        """The model's text in the vendor's answer."""
        raise NotImplementedError

    def text(self, messages: list[dict], seconds: float) -> Any:
        body = json.dumps(self.payload(messages)).encode()
        headers = {"Content-Type": "application/json", **self.headers()}
        try:
            response = Loop.get().post(self.url(), headers, body, seconds)
        except (httpx.HTTPError, TimeoutError) as error:
            raise Down(str(error)) from error
        status = response.status_code
        if status == 429:
            after = response.headers.get("retry-after")
            raise Busy(min(2.0, float(after)) if after and after.isascii() and after.isdigit() else 0.5)
        if status != 200:
            raise Down(f"status {status}", final=status // 100 == 4)
        try:
            return self.pick(json.loads(response.content))
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            return None
