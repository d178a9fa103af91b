"""Asks the model."""

import asyncio
import logging
import time

import httpx

from gateway.endpoints import Endpoints
from gateway.providers.base import BadAnswer

log = logging.getLogger("gateway.upstream")


class UpstreamFailed(Exception):
    pass


class Upstream:
    def __init__(self, environment, provider, metrics):
        self.environment, self.provider, self.metrics = environment, provider, metrics
        self.endpoints = Endpoints([environment.model_url, *environment.fallback_urls])
        self.http = httpx.AsyncClient(timeout=None, trust_env=False)

    async def predict(self, texts):
        problem = "no attempt"
        for attempt in range(self.environment.attempts):
            endpoint, began = self.endpoints.pick(), time.monotonic()
            try:
                outputs = await asyncio.wait_for(self.once(endpoint, texts), self.environment.model_timeout)
            except (httpx.HTTPError, asyncio.TimeoutError, BadAnswer, ValueError) as error:
                problem = str(error) or type(error).__name__
                endpoint.failed()
                self.metrics.model_failures.up(endpoint.url, type(error).__name__)
                log.warning("model request failed", extra={"attempt": attempt, "endpoint": endpoint.url, "problem": problem})
            else:
                endpoint.succeeded()
                self.metrics.model_latency.observe(time.monotonic() - began)
                return outputs
        raise UpstreamFailed(f"the model failed: {problem}")

    async def once(self, endpoint, texts):
        answer = await self.http.post(
            endpoint.url + self.provider.path(), json=self.provider.encode(texts), headers=self.provider.headers()
        )
        if answer.status_code != 200:
            raise BadAnswer(f"status {answer.status_code}")
        return self.provider.outputs(answer.json(), len(texts))

    async def close(self):
        await self.http.aclose()
