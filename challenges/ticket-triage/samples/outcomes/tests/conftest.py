"""A model for the tests that answers without a network: httpx lets one put a function in the place of the connection."""

import asyncio
import json
import sys
from pathlib import Path

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from triage import desk  # noqa: E402

GOOD = {"category": "bug", "urgency": 3, "needs_human": False, "reply": "Hello!"}
TICKET = {"id": "t", "subject": "Help", "body": "It broke.", "customer_tier": "pro", "received_at": "2026-03-02T09:30:00Z"}


def completion(said):
    text = said if isinstance(said, str) else json.dumps(said)
    return httpx.Response(200, json={"choices": [{"message": {"role": "assistant", "content": text}}]})


class Model:
    """Answers with `script`, one after the other: a response, an exception, or seconds of silence."""

    def __init__(self, *script):
        self.script, self.asked = list(script), []

    async def __call__(self, request):
        self.asked.append(json.loads(request.content))
        next_ = self.script.pop(0) if self.script else completion(GOOD)
        if isinstance(next_, Exception):
            raise next_
        if isinstance(next_, (int, float)):
            await asyncio.sleep(next_)
            next_ = completion(GOOD)
        return next_

    def handle(self, **changes):
        async def run():
            async with httpx.AsyncClient(transport=httpx.MockTransport(self), base_url="http://model/v1", timeout=None) as http:
                return await desk.handle(http, {**TICKET, **changes})

        return asyncio.run(run())


@pytest.fixture(autouse=True)
def name(monkeypatch):
    monkeypatch.setenv("LLM_MODEL", "small")
