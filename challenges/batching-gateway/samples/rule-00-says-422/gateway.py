"""Batching gateway. A bare ASGI application on uvicorn; aiohttp as the client of the model."""

import asyncio
import json
import os
import signal
import sys
from contextlib import nullcontext, suppress

import aiohttp
import uvicorn

BATCH, WINDOW, SLOTS, QUEUE, TIMEOUT, BODY = 16, 0.020, 2, 256, 2.0, 65536
EDGES = [1, 2, 4, 8, 16]


class Refused(Exception):
    """An answer other than 200, wherever it turns up."""

    def __init__(self, status, why, headers=()):
        super().__init__(why)
        self.status, self.headers = status, list(headers)


# ---------------------------------------------------------------------------------------------- state

pending = {}  # insertion-ordered: number -> (input, future, time of arrival). What is in here waits.
seen = {}  # answers by status
sizes = []  # how many batches had 1, 2, ... inputs
draining = False
numbers = iter(range(sys.maxsize))
poke = None  # asyncio.Event: something was added
free = None  # asyncio.Semaphore: model slots


# ---------------------------------------------------------------------------------------------- model side


async def call_model(session, url, inputs):
    async with session.post(url, json={"inputs": inputs}, allow_redirects=False) as reply:
        if reply.status != 200:
            raise ValueError(f"status {reply.status}")
        match json.loads(await reply.read()):
            case {"outputs": list(outputs)} if len(outputs) == len(inputs):
                return outputs
        raise ValueError("unexpected body")


async def run_batch(session, url, entries):
    inputs = [text for text, _, _ in entries]
    sizes[len(inputs)] += 1
    try:
        for attempt in 1, 2:
            try:
                outputs = await call_model(session, url, inputs)
                break
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                if attempt == 2:
                    problem = Refused(502, f"model failed: {error or type(error).__name__}")
                    for _, future, _ in entries:
                        future.done() or future.set_exception(problem)
                    return
        for (_, future, _), output in zip(entries, outputs):
            future.done() or future.set_result(output)
    finally:
        free.release()


async def dispatch(session, url):
    """Get a slot first, then look who waits. So 'waiting for company' happens only while a slot is free."""
    running = set()
    clock = asyncio.get_running_loop().time
    while True:
        await free.acquire()
        while True:
            if len(pending) >= BATCH:
                break
            oldest = next(iter(pending.values()), None)
            rest = None if oldest is None else oldest[2] + WINDOW - clock()
            if rest is not None and rest <= 0:
                break
            poke.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(poke.wait(), rest)
        entries = [pending.pop(number) for number in list(pending)[:BATCH]]
        task = asyncio.ensure_future(run_batch(session, url, entries))
        running.add(task)
        task.add_done_callback(running.discard)


# ---------------------------------------------------------------------------------------------- client side


async def read_input(receive):
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY:
            raise Refused(413, f"more than {BODY} bytes")
    try:
        match json.loads(body):
            case {"input": str(text)}:
                return text
    except (ValueError, RecursionError):
        pass
    raise Refused(422, "send a JSON object with a string under `input`")


async def wait_for_output(text, receive):
    if draining:
        raise Refused(503, "draining")
    if len(pending) >= QUEUE:
        raise Refused(503, "queue is full", [(b"retry-after", b"1")])
    loop = asyncio.get_running_loop()
    number, future = next(numbers), loop.create_future()
    pending[number] = text, future, loop.time()
    poke.set()
    hangup = asyncio.ensure_future(receive())  # the body is complete: the next message can only be a disconnect
    try:
        await asyncio.wait([future, hangup], return_when=asyncio.FIRST_COMPLETED)
        if future.done():
            return future.result()
        raise ConnectionError
    finally:
        hangup.cancel()
        pending.pop(number, None)
        future.cancel()


async def predict(receive, send):
    status, headers = 200, []
    try:
        answer = {"output": await wait_for_output(await read_input(receive), receive)}
    except Refused as error:
        status, headers, answer = error.status, error.headers, {"error": str(error)}
    except ConnectionError:
        return
    seen[status] = seen.get(status, 0) + 1
    await respond(send, status, json.dumps(answer), b"application/json", headers)


async def respond(send, status, text, kind=b"text/plain", headers=()):
    body = text.encode()
    fixed = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": fixed + list(headers)})
    await send({"type": "http.response.body", "body": body})


def metrics():
    lines = ["# TYPE gateway_requests_total counter"]
    lines += ['gateway_requests_total{status="%s"} %s' % item for item in sorted(seen.items())]
    lines += ["# TYPE gateway_batch_size histogram"]
    lines += ['gateway_batch_size_bucket{le="%s"} %s' % (edge, sum(sizes[: edge + 1])) for edge in EDGES]
    lines += ['gateway_batch_size_bucket{le="+Inf"} %s' % sum(sizes)]
    lines += ["gateway_batch_size_sum %s" % sum(size * count for size, count in enumerate(sizes))]
    lines += ["gateway_batch_size_count %s" % sum(sizes)]
    lines += ["# TYPE gateway_queue_depth gauge", "gateway_queue_depth %s" % len(pending), ""]
    return "\n".join(lines)


async def app(scope, receive, send):
    match scope["path"], scope["method"]:
        case "/predict", "POST":
            await predict(receive, send)
        case "/healthz", "GET":
            await respond(send, 503 if draining else 200, "draining\n" if draining else "ok\n")
        case "/metrics", "GET":
            await respond(send, 200, metrics())
        case "/predict" | "/healthz" | "/metrics", _:
            await respond(send, 405, "method not allowed\n")
        case _:
            await respond(send, 404, "not found\n")


# ---------------------------------------------------------------------------------------------- life


async def main(port, model_url):
    global poke, free, draining
    poke, free = asyncio.Event(), asyncio.Semaphore(SLOTS)
    sizes.extend([0] * (BATCH + 1))
    server = uvicorn.Server(
        uvicorn.Config(app, "127.0.0.1", port, lifespan="off", ws="none", log_level="error", backlog=1024)
    )
    server.capture_signals = nullcontext  # SIGTERM is ours
    term = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, term.set)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        dispatcher = asyncio.ensure_future(dispatch(session, model_url + "/predict"))
        web = asyncio.ensure_future(server.serve())
        await term.wait()
        draining = True
        # The dispatcher itself holds a slot while it looks for work; with nothing pending, all others are free when done.
        while pending or free._value < SLOTS - 1:
            await asyncio.sleep(0.01)
        server.should_exit = True
        await web
        dispatcher.cancel()


if __name__ == "__main__":
    for name in ("PORT", "MODEL_URL"):
        if name not in os.environ:
            print(f"{name} is not set", file=sys.stderr)
            sys.exit(2)
    asyncio.run(main(int(os.environ["PORT"]), os.environ["MODEL_URL"]))
