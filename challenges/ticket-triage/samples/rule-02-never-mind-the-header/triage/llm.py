"""One question to the language model. Everything that can go wrong becomes one of three exceptions."""

import os
import queue
import threading

import httpx

ANSWER_WITHIN = 2.0
_http = httpx.Client()  # thread-safe, and costly to make


class TryAgain(Exception):
    """Worth another request, after `delay` seconds."""

    def __init__(self, reason: str, delay: float = 0.0) -> None:
        super().__init__(reason)
        self.delay = delay


class GiveUp(Exception):
    """The service will not take this request however often we send it."""


def ask(messages: list[dict], timeout: float = ANSWER_WITHIN) -> str:
    """The text that the model answers with."""
    response = _within(timeout, lambda: _post(messages, timeout))
    if response.status_code == 429:
        raise TryAgain("rate limited", 0.5)
    if 400 <= response.status_code < 500:
        raise GiveUp(f"status {response.status_code}")
    if response.status_code != 200:
        raise TryAgain(f"status {response.status_code}")
    try:
        content = response.json()["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise TryAgain("not a chat completion") from None
    if not isinstance(content, str):
        raise TryAgain("no text in the completion")
    return content


def _post(messages: list[dict], timeout: float) -> httpx.Response:
    return _http.post(
        f"{os.environ['LLM_BASE_URL']}/chat/completions",
        headers={"Authorization": "Bearer " + os.environ["LLM_API_KEY"]},
        json={"model": os.environ["LLM_MODEL"], "messages": messages, "temperature": 0},
        timeout=timeout,
    )


def _within(seconds: float, call):
    """httpx counts its time-outs from the last byte; a slow drip needs a clock of its own."""
    box: queue.Queue = queue.Queue()

    def run() -> None:
        try:
            box.put((call(), None))
        except Exception as exc:
            box.put((None, exc))

    threading.Thread(target=run, daemon=True).start()
    try:
        response, error = box.get(timeout=seconds)
    except queue.Empty:
        raise TryAgain("no answer in time") from None
    if isinstance(error, httpx.TransportError | httpx.DecodingError):
        raise TryAgain(str(error)) from error
    if error is not None:
        raise error
    return response

