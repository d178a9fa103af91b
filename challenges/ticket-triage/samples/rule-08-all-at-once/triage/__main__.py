"""JSON Lines in, JSON Lines out. One thread reads, many ask, one writes."""

import json
import queue
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from .desk import decide
from .ticket import InvalidTicket, Ticket

WORKERS = 16


def answer(line: bytes) -> dict:
    try:
        return decide(Ticket.from_line(line))
    except InvalidTicket as problem:
        return {"id": problem.id, "error": str(problem)}


def write(results: "queue.Queue[Future | None]") -> None:
    while (future := results.get()) is not None:
        sys.stdout.write(json.dumps(future.result()) + "\n")
        sys.stdout.flush()


def main() -> None:
    results: queue.Queue[Future | None] = queue.Queue()
    writer = threading.Thread(target=write, args=(results,))
    writer.start()
    with ThreadPoolExecutor(WORKERS) as pool:
        for line in sys.stdin.buffer:
            if line.strip():
                results.put(pool.submit(answer, line))
        results.put(None)
        writer.join()


if __name__ == "__main__":
    main()
