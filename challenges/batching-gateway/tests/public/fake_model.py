"""A small fake of the model server, of the standard library only. Use it for your own tests, too.

By hand: `python fake_model.py 9000`, and MODEL_URL is http://127.0.0.1:9000. Every tenth request is answered with 503 then.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FakeModel:
    """Answers `<input> backwards` for each input, in 50 ms and 5 ms an input; two requests at a time, a third gets 429.

    failures: statuses for the next requests, such as [503, 503]. extra_s: seconds that every request takes longer.
    batches: the inputs of each request that it took. most_in_flight: how many requests it had at a time.
    """

    def __init__(self, port=0, failures=(), extra_s=0.0):
        self.failures, self.extra_s = list(failures), extra_s
        self.batches, self.most_in_flight, self._in_flight = [], 0, 0
        lock, fake = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                inputs = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["inputs"]
                with lock:
                    fake._in_flight += 1
                    fake.most_in_flight = max(fake.most_in_flight, fake._in_flight)
                    too_many = fake._in_flight > 2
                    if not too_many:
                        fake.batches.append(inputs)
                    status = 429 if too_many else fake.failures.pop(0) if fake.failures else 200
                if status == 200:
                    time.sleep(0.050 + 0.005 * len(inputs) + fake.extra_s)
                with lock:
                    fake._in_flight -= 1
                body = {"outputs": [text[::-1] for text in inputs]} if status == 200 else {"error": "not now"}
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


if __name__ == "__main__":
    with FakeModel(int(sys.argv[1]), failures=([200] * 9 + [503]) * 1000) as model:
        print(f"MODEL_URL={model.url}")
        while True:
            time.sleep(1)
