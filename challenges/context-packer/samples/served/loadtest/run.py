"""Load test: python loadtest/run.py http://localhost:8080 --requests 1000 --parallel 32"""

import argparse
import concurrent.futures
import json
import random
import statistics
import time
import urllib.request


def request(seed: int) -> bytes:
    draw = random.Random(seed)
    return json.dumps({
        "budget": 8000,
        "system": {"text": "s", "tokens": 50},
        "history": [{"role": "user" if n % 2 == 0 else "assistant", "text": "x", "tokens": draw.randint(1, 200)} for n in range(40)],
        "passages": [{"id": f"p{n}", "text": "y", "tokens": draw.randint(50, 800), "score": draw.random(), "source": f"s{n % 9}"}
                     for n in range(100)],
        "question": {"text": "q", "tokens": 20},
    }).encode()


def one(url: str, seed: int) -> float:
    began = time.perf_counter()
    urllib.request.urlopen(urllib.request.Request(url + "/v1/pack", request(seed))).read()
    return time.perf_counter() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--parallel", type=int, default=32)
    options = parser.parse_args()
    with concurrent.futures.ThreadPoolExecutor(options.parallel) as pool:
        times = sorted(pool.map(lambda seed: one(options.url, seed), range(options.requests)))
    print(f"p50 {1000 * statistics.median(times):.1f} ms, p99 {1000 * times[int(len(times) * 0.99)]:.1f} ms")
