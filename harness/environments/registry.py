"""Official Python images, from Docker's registry or from one that GRADE_REGISTRY names (such as a company's mirror)."""

import os
import queue
import threading
from typing import Any

import requests
from docker.errors import APIError

from harness.environments import engine
from harness.errors import HarnessError
from harness.sandbox import Progress

FIRST_ANSWER_S = 15
NEXT_ANSWER_S = 300


class NoAnswer(Exception):
    """An image can't be had from its registry."""


def chosen() -> str:
    """What stands before the image's name, "" for the engine's default registry."""
    return os.environ.get("GRADE_REGISTRY", "").rstrip("/")


def name(version: str) -> str:
    official = f"python:{version}-slim-bookworm"
    return f"{chosen()}/{official}" if chosen() else official


def refused(image: str, error: Exception) -> HarnessError:
    return HarnessError(f"GRADE_REGISTRY names a registry, but {image} can't be had from it: {error}")


def pull(client: engine.Client, image: str, progress: Progress) -> None:
    """Raises NoAnswer, soon where the registry says nothing at all."""
    events: queue.Queue[dict[str, Any] | Exception | None] = queue.Queue()
    # In a thread, since the engine may keep a request waiting for minutes when a firewall swallows its packets.
    threading.Thread(target=_pull, args=(client, image, events), daemon=True).start()
    told, wait_s = "", FIRST_ANSWER_S
    while True:
        try:
            event = events.get(timeout=wait_s)
        except queue.Empty:
            raise NoAnswer(f"silence for {wait_s} s") from None
        wait_s = NEXT_ANSWER_S
        if event is None:
            return
        if isinstance(event, Exception):
            raise NoAnswer(str(getattr(event, "explanation", None) or event))
        if "error" in event:
            raise NoAnswer(str(event["error"]))
        status = str(event.get("status", "")).lower()
        if status != told and status in ("downloading", "extracting"):
            progress(f"{status} {image}")
            told = status


def _pull(client: engine.Client, image: str, events: "queue.Queue[dict[str, Any] | Exception | None]") -> None:
    repository, _, version = image.rpartition(":")
    try:
        for event in client.api.pull(repository, tag=version, stream=True, decode=True):
            events.put(event)
        events.put(None)
    except (APIError, requests.exceptions.RequestException) as error:
        events.put(error)
