"""A batching gateway in one file on asyncio alone. See DECISIONS.md for why there is no web framework here.

    Wire      one HTTP message, read from or written to a stream (both sides speak through it)
    Model     the model server, one try
    Queue     inputs that wait, and who may take a batch of them
    Slot      a loop that takes a batch, asks the model, answers
    Gateway   connections of clients, the three paths, start and end
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

TOO_LARGE = object()


class Wire:
    """HTTP/1.1 as far as both sides need it. Anything odd is a ValueError, a connection that ends too soon an EOFError."""

    @staticmethod
    async def read(reader, limit=None):
        """(first line split in three, headers, body). A body over the limit is read to its end and given as TOO_LARGE."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head[:-4].split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body, size = bytearray(), 0
        async for part in Wire._parts(reader, headers, is_answer=first.startswith("HTTP/")):
            size += len(part)
            if limit is None or size <= limit:
                body += part
        return first.split(" ", 2), headers, TOO_LARGE if limit is not None and size > limit else bytes(body)

    @staticmethod
    async def _parts(reader, headers, is_answer):
        if headers.get("transfer-encoding", "").lower() == "chunked":
            while length := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
                yield await reader.readexactly(length)
                await reader.readexactly(2)
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass
        elif "content-length" in headers or not is_answer:
            left = int(headers.get("content-length", 0))
            while left:
                part = await reader.read(min(left, 65_536))
                if not part:
                    raise EOFError
                left -= len(part)
                yield part
        else:  # an answer without a length ends with its connection
            yield await reader.read()

    @staticmethod
    def write(writer, first, body, **headers):
        lines = [first, f"content-length: {len(body)}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


class ModelError(Exception):
    pass


class Model:
    def __init__(self, url):
        parts = urlsplit(url)
        self.host, self.port, self.path = parts.hostname, parts.port or 80, parts.path.rstrip("/") + "/predict"

    async def ask(self, texts):
        try:
            async with asyncio.timeout(2.0):
                return await self._ask(texts)
        except TimeoutError:
            raise ModelError("the model took more than 2 s")
        except (OSError, EOFError, asyncio.LimitOverrunError):
            raise ModelError("the connection to the model failed")
        except (ValueError, LookupError, TypeError, RecursionError):
            raise ModelError("the model's answer makes no sense")

    async def _ask(self, texts):
        reader, writer = await asyncio.open_connection(self.host, self.port)  # a new one each time: never a stale one
        try:
            body = json.dumps({"inputs": texts}).encode()
            Wire.write(writer, f"POST {self.path} HTTP/1.1", body, host=f"{self.host}:{self.port}", content_type="application/json", connection="close")
            (_, status, *_), _, answer = await Wire.read(reader)
        finally:
            writer.close()
        if status != "200":
            raise ModelError(f"the model answered {status}")
        outputs = json.loads(answer)["outputs"]
        if not isinstance(outputs, list) or len(outputs) != len(texts):
            raise ModelError("the model gave another number of outputs than it got inputs")
        return outputs


class Queue:
    """Inputs that wait, oldest first, as [text, arrival, future]."""

    def __init__(self):
        self.items = []
        self.changed = asyncio.Condition()

    async def put(self, item):
        self.items.append(item)
        async with self.changed:
            self.changed.notify_all()

    def forget(self, item):
        self.items = [other for other in self.items if other is not item]

    async def batch(self):
        """For a slot that is free: up to 16 inputs, once there are 16 or the oldest is 20 ms old."""
        async with self.changed:
            while True:
                age = time.monotonic() - self.items[0][1] if self.items else 0.0
                if len(self.items) >= 16 or age >= 0.02:
                    taken, self.items = self.items[:16], self.items[16:]
                    return taken
                try:
                    async with asyncio.timeout(0.02 - age if self.items else None):
                        await self.changed.wait()
                except TimeoutError:
                    pass


class Slot:
    def __init__(self, queue, model, sizes):
        self.queue, self.model, self.sizes, self.busy = queue, model, sizes, False

    async def run(self):
        while True:
            batch = await self.queue.batch()
            self.busy = True
            self.sizes[len(batch)] += 1
            outcomes = await self.ask_twice([text for text, _, _ in batch])
            for (_, _, future), outcome in zip(batch, outcomes):
                if not future.done():
                    future.set_result(outcome)
            self.busy = False

    async def ask_twice(self, texts):
        """(status, answer) for each."""
        for last_try in (False, True):
            try:
                return [(200, {"output": output}) for output in await self.model.ask(texts)]
            except ModelError as error:
                if last_try:
                    return [(502, {"error": str(error)})] * len(texts)


class Gateway:
    def __init__(self, model):
        self.queue, self.statuses, self.sizes, self.draining = Queue(), Counter(), Counter(), False
        self.slots = [Slot(self.queue, model, self.sizes) for _ in range(2)]
        self.clients = set()

    async def client(self, reader, writer):
        """One connection, request after request. The task is cancelled when it has been idle and we go."""
        self.clients.add(asyncio.current_task())
        try:
            while True:
                (method, path, _), headers, body = await Wire.read(reader, limit=65_536)
                status, content, *more = await self.answer(method, path, body, reader)
                data = content.encode() if isinstance(content, str) else json.dumps(content).encode()
                kind = "text/plain" if isinstance(content, str) else "application/json"
                Wire.write(writer, f"HTTP/1.1 {status} -", data, content_type=kind, **dict(more))
                await writer.drain()
                if headers.get("connection", "").lower() == "close":
                    break
        except (OSError, EOFError, asyncio.LimitOverrunError):
            pass  # gone, or never spoke HTTP
        except ValueError:
            Wire.write(writer, "HTTP/1.1 400 -", b'{"error": "not HTTP"}', connection="close")
        finally:
            self.clients.discard(asyncio.current_task())
            writer.close()

    async def answer(self, method, path, body, reader):
        match method, path.partition("?")[0]:
            case "POST", "/predict":
                answer = await self.predict(body, reader)
                self.statuses[answer[0]] += 1
                return answer
            case "GET", "/healthz":
                return (503, "draining\n") if self.draining else (200, "ok\n")
            case "GET", "/metrics":
                return 200, self.metrics()
            case _, "/predict" | "/healthz" | "/metrics":
                return 405, {"error": "method not allowed"}
        return 404, {"error": "not found"}

    async def predict(self, body, reader):
        if body is TOO_LARGE:
            return 413, {"error": "the body has more than 65536 bytes"}
        try:
            text = json.loads(body)["input"]
            assert isinstance(text, str)
        except (ValueError, LookupError, TypeError, AssertionError, RecursionError):
            return 400, {"error": 'send {"input": "a string"}'}
        if self.draining or len(self.queue.items) >= 256:
            return 503, {"error": "draining" if self.draining else "256 inputs wait"}, ("retry_after", "2")
        item = [text, time.monotonic(), asyncio.get_running_loop().create_future()]
        await self.queue.put(item)
        while not item[2].done():
            await asyncio.wait([item[2]], timeout=0.05)
            if reader.at_eof() or reader.exception():
                self.queue.forget(item)
                item[2].cancel()
                raise EOFError
        return item[2].result()

    def metrics(self):
        counts = [self.sizes[size] for size in range(17)]
        lines = ["# TYPE gateway_requests_total counter"]
        lines += [f'gateway_requests_total{{status="{status}"}} {count}' for status, count in self.statuses.items()]
        lines += ["# TYPE gateway_batch_size histogram"]
        lines += [f'gateway_batch_size_bucket{{le="{top}"}} {sum(counts[: top + 1])}' for top in (1, 4, 8, 12, 15, 16)]
        lines += [f'gateway_batch_size_bucket{{le="+Inf"}} {sum(counts)}', f"gateway_batch_size_count {sum(counts)}"]
        lines += [f"gateway_batch_size_sum {sum(size * count for size, count in enumerate(counts))}"]
        lines += ["# TYPE gateway_queue_depth gauge", f"gateway_queue_depth {len(self.queue.items)}", ""]
        return "\n".join(lines)

    async def serve(self, port):
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        server = await asyncio.start_server(self.client, "127.0.0.1", port, backlog=500)
        loops = [asyncio.create_task(slot.run()) for slot in self.slots]
        await stop.wait()
        self.draining = True
        while self.queue.items or any(slot.busy for slot in self.slots):
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.15)  # longer than a client's loop takes to notice that its answer is there, and to write it
        server.close()
        for task in [*loops, *self.clients]:
            task.cancel()


if __name__ == "__main__":
    missing = [name for name in ("PORT", "MODEL_URL") if name not in os.environ]
    if missing:
        print("not set:", *missing, file=sys.stderr)
        sys.exit(2)
    asyncio.run(Gateway(Model(os.environ["MODEL_URL"])).serve(int(os.environ["PORT"])))
