"""Quick load test against a running gateway: python scripts/loadtest.py URL CONNECTIONS REQUESTS"""

import asyncio
import statistics
import sys
import time

import aiohttp


async def main(url: str, connections: int, requests: int) -> None:
    latencies: list[float] = []
    work = iter(range(requests))

    async def client(session: aiohttp.ClientSession) -> None:
        for number in work:
            began = time.perf_counter()
            async with session.post(f"{url}/predict", json={"input": f"text {number}"}) as response:
                await response.read()
            latencies.append(time.perf_counter() - began)

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(client(session) for _ in range(connections)))
    latencies.sort()
    print(f"mean {statistics.mean(latencies):.3f} s, p95 {latencies[int(0.95 * len(latencies))]:.3f} s")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
