"""Many tickets: JSON Lines from standard input to standard output (rules 7, 8 and 9).

Each line gets a future when it is read. Eight workers take lines and fulfil the futures, in any order; one writer awaits the futures in
the order in which they were made. A ticket's time begins when a worker takes it, so a worker has one ticket and one request at a time.
"""

import asyncio
import json
import sys

from triage import desk, ticket

WORKERS = 8


async def main() -> None:
    todo: asyncio.Queue = asyncio.Queue()
    promised: asyncio.Queue = asyncio.Queue()
    async with desk.client() as http:
        workers = [asyncio.create_task(work(http, todo)) for _ in range(WORKERS)]
        writer = asyncio.create_task(write(promised))
        await read(todo, promised)
        await asyncio.gather(writer, *workers)


async def read(todo: asyncio.Queue, promised: asyncio.Queue) -> None:
    """Hand out work line by line; at the end, tell each worker and the writer that there is no more."""
    loop = asyncio.get_running_loop()
    # A thread of its own waits for input: a file can't be awaited.
    while line := await loop.run_in_executor(None, sys.stdin.buffer.readline):
        if not line.strip():
            continue
        promise = loop.create_future()
        promised.put_nowait(promise)
        good, error = ticket.read(line)
        if good is None:
            promise.set_result(error)
        else:
            todo.put_nowait((good, promise))
    for _ in range(WORKERS):
        todo.put_nowait(None)
    promised.put_nowait(None)


async def work(http, todo: asyncio.Queue) -> None:
    while (job := await todo.get()) is not None:
        good, promise = job
        try:
            promise.set_result(await desk.handle(http, good))
        except Exception as fault:  # a fault of ours; the writer raises it, rather than to wait for ever
            promise.set_exception(fault)


async def write(promised: asyncio.Queue) -> None:
    while (promise := await promised.get()) is not None:
        print(json.dumps(await promise), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
