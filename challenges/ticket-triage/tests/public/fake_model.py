"""A small fake of the language model, on a free port of this machine. Standard library only; use it for your own tests, too."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = {"category": "how_to", "urgency": 3, "needs_human": False, "reply": "Hello! Open Settings, then Export."}


class FakeModel:
    """Answers with `answers` one after the other, then with GOOD: a dict or text is what the model says, a number an HTTP status.

    requests: what it was asked, parsed. most_in_flight: how many requests it had at a time.
    """

    def __init__(self, *answers, latency_s=0.0):
        self.answers, self.latency_s = list(answers), latency_s
        self.requests, self.most_in_flight, self._in_flight = [], 0, 0
        lock, fake = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with lock:
                    fake.requests.append(asked)
                    answer = fake.answers.pop(0) if fake.answers else GOOD
                    fake._in_flight += 1
                    fake.most_in_flight = max(fake.most_in_flight, fake._in_flight)
                time.sleep(fake.latency_s)
                with lock:
                    fake._in_flight -= 1
                self.send_response(answer if isinstance(answer, int) else 200)
                text = answer if isinstance(answer, str) else json.dumps(answer)
                body = json.dumps({"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}).encode()
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self.env = {"LLM_BASE_URL": self.base_url, "LLM_API_KEY": "key", "LLM_MODEL": "small"}

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
