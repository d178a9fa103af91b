"""Gathers single inputs into batches for a slow model.    PORT=8000 MODEL_URL=http://... python -m gateway"""

import asyncio
import json
import os
import signal
import sys
from collections import Counter, deque
from functools import partial
from types import SimpleNamespace as Record

import aiohttp
from aiohttp import web


def new_state():
    return Record(line=deque(), arrived=asyncio.Event(), turn=asyncio.Lock(), unsent=0, draining=False, statuses=Counter(), sizes=Counter())


# -- from the line to the model ---------------------------------------------------------------------


def still_there(one):
    return one.transport is not None and not one.transport.is_closing()


async def next_batch(state, now):
    """Whoever calls this has a free slot. Two may call it at a time; the second waits for its turn to look."""
    async with state.turn:
        while True:
            while not state.line:
                state.arrived.clear()
                await state.arrived.wait()
            while len(state.line) < 16 and now() < state.line[0].since + 0.018:
                await asyncio.sleep(0.002)
            batch = []
            while state.line and len(batch) < 16:
                one = state.line.popleft()
                if still_there(one):
                    batch.append(one)
                else:
                    one.reply.cancel()
            if batch:
                return batch


async def ask(session, url, texts):
    """(outputs, None) or (None, what went wrong)"""
    try:
        async with session.post(url, json={"inputs": texts}, allow_redirects=False) as response:
            raw = await response.read()
            if response.status != 200:
                return None, f"the model said {response.status}"
            answer = json.loads(raw)
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        return None, f"the model can't be reached: {type(error).__name__}"
    except (ValueError, RecursionError):
        return None, "the model sent no JSON"
    outputs = answer.get("outputs") if isinstance(answer, dict) else None
    if isinstance(outputs, list) and len(outputs) == len(texts):
        return outputs, None
    return None, "the model did not send one output for each input"


async def pump(state, ask):
    """One of these per slot, so a slot is taken exactly as long as its pump is busy, second try and all."""
    now = asyncio.get_running_loop().time
    while True:
        batch = await next_batch(state, now)
        state.unsent += len(batch)
        state.sizes[len(batch)] += 1
        texts = [one.text for one in batch]
        outputs, problem = await ask(texts)
        if problem:
            outputs, problem = await ask(texts)
        replies = [(502, {"error": problem})] * len(batch) if problem else [(200, {"output": output}) for output in outputs]
        for one, reply in zip(batch, replies):
            one.reply.set_result(reply)
        state.unsent -= len(batch)


# -- from the client to the line ----------------------------------------------------------------------


async def body_of(request, limit=65_536):
    """None if it's too big. Read to its end either way, so that the connection stays usable."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        if len(body) <= limit:
            body += chunk
    return body if len(body) <= limit else None


def input_of(body):
    try:
        found = json.loads(bytes(body))
    except (ValueError, RecursionError):
        return None
    text = found.get("input") if isinstance(found, dict) else None
    return text if isinstance(text, str) else None


async def answer(state, request):
    body = await body_of(request)
    if body is None:
        return 413, {"error": "a body may have 65536 bytes at most"}
    text = input_of(body)
    if text is None:
        return 400, {"error": "not a JSON object with a string as input"}
    if state.draining:
        return 503, {"error": "on its way down"}
    if len(state.line) >= 256:
        return 503, {"error": "256 inputs wait already"}
    loop = asyncio.get_running_loop()
    one = Record(text=text, since=loop.time(), reply=loop.create_future(), transport=request.transport)
    state.line.append(one)
    state.arrived.set()
    return await one.reply


async def predict(state, request):
    status, content = await answer(state, request)
    state.statuses[status] += 1
    return web.json_response(content, status=status, headers={"Retry-After": "1"} if status == 503 else None)


async def healthz(state, request):
    return web.Response(status=503 if state.draining else 200)


async def metrics(state, request):
    sizes = state.sizes
    upto = lambda bound: sum(n for size, n in sizes.items() if size <= bound)  # noqa: E731
    text = [
        "# TYPE gateway_requests_total counter",
        *(f'gateway_requests_total{{status="{status}"}} {n}' for status, n in state.statuses.items()),
        "# TYPE gateway_batch_size histogram",
        *(f'gateway_batch_size_bucket{{le="{bound}"}} {upto(bound)}' for bound in (1, 2, 4, 6, 8, 10, 12, 14, 16)),
        f'gateway_batch_size_bucket{{le="+Inf"}} {upto(16)}',
        f"gateway_batch_size_sum {sum(size * n for size, n in sizes.items())}",
        f"gateway_batch_size_count {upto(16)}",
        "# TYPE gateway_queue_depth gauge",
        f"gateway_queue_depth {len(state.line)}\n",
    ]
    return web.Response(text="\n".join(text))


# -- from start to end ----------------------------------------------------------------------------------


async def run(port, model_url):
    state = new_state()
    sigterm = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, sigterm.set)
    app = web.Application()
    app.add_routes([
        web.post("/predict", partial(predict, state)),
        web.get("/healthz", partial(healthz, state)),
        web.get("/metrics", partial(metrics, state)),
    ])
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        pumps = [asyncio.create_task(pump(state, partial(ask, session, f"{model_url}/predict"))) for _ in range(2)]
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port, backlog=512).start()
        await sigterm.wait()
        state.draining = True
        while state.line or state.unsent:
            await asyncio.sleep(0.02)
        await runner.cleanup()
        for task in pumps:
            task.cancel()


if __name__ == "__main__":
    try:
        where = int(os.environ["PORT"]), os.environ["MODEL_URL"]
    except KeyError as name:
        sys.exit(print(f"environment variable {name} is missing", file=sys.stderr) or 2)
    asyncio.run(run(*where))
