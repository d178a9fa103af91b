"""JSON Lines, eight at a time, in order."""

import collections
import concurrent.futures
import json
import sys
import threading
from typing import Any

from . import settings
from .core import triage_ticket, verify


def parse(line: bytes) -> tuple[Any, str | None]:
    ticket = None
    try:
        ticket = json.loads(str(line, "utf-8"))
        verify(ticket)
    except RecursionError:
        return None, "nested too deeply"
    except ValueError as error:
        return ticket, str(error)
    return ticket, None


def run() -> None:
    waiting: collections.deque = collections.deque()
    more = threading.Condition()
    ended = False

    def write() -> None:
        while True:
            with more:
                more.wait_for(lambda: waiting or ended)
                if not waiting:
                    return
                future = waiting.popleft()
            sys.stdout.write(json.dumps(future.result()) + "\n")
            sys.stdout.flush()

    writer = threading.Thread(target=write)
    writer.start()
    with concurrent.futures.ThreadPoolExecutor(settings.load().parallel) as pool:
        for line in iter(sys.stdin.buffer.readline, b""):
            if line.isspace():
                continue
            ticket, wrong = parse(line)
            if wrong is None:
                future = pool.submit(triage_ticket, ticket)
            else:
                name = ticket.get("id") if type(ticket) is dict else None
                future = concurrent.futures.Future()
                future.set_result({"id": name if type(name) is str else None, "error": wrong})
            with more:
                waiting.append(future)
                more.notify()
        with more:
            ended = True
            more.notify()
        writer.join()
