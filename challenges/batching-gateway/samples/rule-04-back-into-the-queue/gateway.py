"""A batching gateway on threads and the standard library.

One thread per client connection (http.server), two sender threads (the two model slots), one lock around everything that
is shared. At 240 inputs a second, which is what the model can do, threads are plenty.
"""

import http.client
import json
import os
import select
import signal
import socket
import sys
import threading
import time
from collections import Counter, deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

lock = threading.Lock()
work = threading.Condition(lock)  # notified whenever something below changes
queue = deque()
sending = 0  # inputs that a sender thread has taken and not yet answered
draining = False
status_count = Counter()
size_count = Counter()


class Entry:
    def __init__(self, text, sock):
        self.text = text
        self.sock = sock
        self.born = time.monotonic()
        self.done = threading.Event()
        self.answer = None  # (status, object)
        self.tries = 0

    def client_gone(self):
        """A socket that is readable while we owe it an answer has been closed (or is a client that pipelines: not supported)."""
        try:
            readable, _, _ = select.select([self.sock], [], [], 0)
            return bool(readable) and self.sock.recv(1, socket.MSG_PEEK) == b""
        except (OSError, ValueError):
            return True

    def finish(self, status, answer):
        self.answer = status, answer
        self.done.set()


# --- towards the model ---------------------------------------------------------------------------------------------


def take_batch():
    """Block until a batch should go out. Runs in a sender thread, so a slot is free."""
    global sending
    with work:
        while True:
            while not queue:
                work.wait()
            # Company may come for 20 ms after the oldest input did.
            left = queue[0].born + 0.020 - time.monotonic()
            if len(queue) < 16 and left > 0:
                work.wait(left)
                continue
            batch = []
            while queue and len(batch) < 16:
                entry = queue.popleft()
                if entry.client_gone():
                    entry.finish(499, None)
                else:
                    batch.append(entry)
            if batch:
                sending += len(batch)
                if any(entry.tries == 0 for entry in batch):
                    size_count[len(batch)] += 1
                return batch
            work.notify_all()


class Exchange:
    """One request to the model with a deadline for all of it: a timer closes the socket under a read that takes too long."""

    def __init__(self, url):
        parts = urlsplit(url)
        self.path = parts.path + "/predict"
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=2)

    def run(self, texts):
        timer = threading.Timer(2.0, self.abort)
        timer.start()
        try:
            body = json.dumps({"inputs": texts})
            self.connection.request("POST", self.path, body, {"Content-Type": "application/json"})
            self.sock = self.connection.sock
            response = self.connection.getresponse()
            data = response.read()
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            outputs = json.loads(data)
            outputs = outputs["outputs"]
            if type(outputs) is not list or len(outputs) != len(texts):
                raise ValueError("not as many outputs as inputs")
            return outputs
        finally:
            timer.cancel()
            self.connection.close()

    def abort(self):
        try:
            self.connection.sock.shutdown(socket.SHUT_RDWR)
        except (OSError, AttributeError):
            pass


FAILURES = (OSError, http.client.HTTPException, ValueError, KeyError, TypeError)


def sender(url):
    global sending
    while True:
        batch = take_batch()
        try:
            outputs = Exchange(url).run([entry.text for entry in batch])
        except FAILURES as problem:
            # Back to the head of the queue, in order; each input has two tries.
            with work:
                for entry in reversed(batch):
                    entry.tries += 1
                    if entry.tries < 2:
                        queue.appendleft(entry)
            for entry in batch:
                if entry.tries >= 2:
                    entry.finish(502, {"error": f"the model failed twice: {problem}"})
        else:
            for entry, output in zip(batch, outputs):
                entry.finish(200, {"output": output})
        with work:
            sending -= len(batch)
            work.notify_all()


# --- towards the clients -------------------------------------------------------------------------------------------


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one write for the whole answer

    def log_message(self, *args):
        pass

    def reply(self, status, content, kind="application/json", **headers):
        data = content.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def do_GET(self):
        if self.path == "/healthz":
            self.reply(503 if draining else 200, "draining" if draining else "ok", "text/plain")
        elif self.path == "/metrics":
            self.reply(200, metrics(), "text/plain; version=0.0.4")
        elif self.path == "/predict":
            self.reply(405, '{"error": "use POST"}')
        else:
            self.reply(404, '{"error": "no such path"}')

    def do_POST(self):
        body = self.read_body()
        if self.path != "/predict":
            return self.reply(404 if self.path not in ("/healthz", "/metrics") else 405, '{"error": "no such thing"}')
        status, answer = self.answer(body)
        if status == 499:
            self.close_connection = True
            return
        with lock:
            status_count[status] += 1
        headers = {"Retry_After": "1"} if status == 503 else {}
        self.reply(status, json.dumps(answer), **headers)

    def do_PUT(self):
        self.read_body()
        self.reply(405, '{"error": "method not allowed"}')

    do_DELETE = do_PATCH = do_PUT

    def read_body(self):
        """The body, or None if it is too large (it is not read to its end then, so the connection can't be used again)."""
        limit = 65536
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            data = b""
            while size := int(self.rfile.readline(64).split(b";")[0], 16):
                data += self.rfile.read(size)
                self.rfile.readline(8)
                if len(data) > limit:
                    self.close_connection = True
                    return None
            self.rfile.readline(8)
            return data
        length = int(self.headers.get("Content-Length") or 0)
        if length > limit:
            self.rfile.read(min(length, 10 * limit))
            self.close_connection = True
            return None
        return self.rfile.read(length)

    def answer(self, body):
        if body is None:
            return 413, {"error": "body over 65536 bytes"}
        try:
            text = json.loads(body)["input"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return 400, {"error": "the body has to be a JSON object with the key input"}
        if type(text) is not str:
            return 400, {"error": "input has to be a string"}
        entry = Entry(text, self.connection)
        with work:
            if draining:
                return 503, {"error": "going down"}
            if len(queue) >= 256:
                return 503, {"error": "too many inputs are waiting"}
            queue.append(entry)
            work.notify_all()
        entry.done.wait()
        return entry.answer


def metrics():
    with lock:
        statuses, sizes, depth = dict(status_count), dict(size_count), len(queue)
    out = ["# TYPE gateway_requests_total counter"]
    for status in sorted(statuses):
        out.append(f'gateway_requests_total{{status="{status}"}} {statuses[status]}')
    out.append("# TYPE gateway_batch_size histogram")
    total = 0
    for bound in range(1, 17):
        total += sizes.get(bound, 0)
        out.append(f'gateway_batch_size_bucket{{le="{bound}"}} {total}')
    out.append(f'gateway_batch_size_bucket{{le="+Inf"}} {total}')
    out.append(f"gateway_batch_size_sum {sum(size * n for size, n in sizes.items())}")
    out.append(f"gateway_batch_size_count {total}")
    out.append("# TYPE gateway_queue_depth gauge")
    out.append(f"gateway_queue_depth {depth}")
    return "\n".join(out) + "\n"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request, client_address):
        pass  # a client that went away is no news


def main():
    global draining
    try:
        port, url = int(os.environ["PORT"]), os.environ["MODEL_URL"]
    except KeyError as missing:
        print(f"gateway: set {missing.args[0]}", file=sys.stderr)
        return 2
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    server = Server(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    for _ in range(2):
        threading.Thread(target=sender, args=(url,), daemon=True).start()
    while not stop.wait(0.1):
        pass
    with work:
        draining = True
        while queue or sending:
            work.wait()
    time.sleep(0.2)  # the handler threads write the last answers
    return 0


if __name__ == "__main__":
    sys.exit(main())
