import asyncio
import time

import pytest

from gateway.line import Line, LineFull
from gateway.settings import Settings

SETTINGS = Settings(port=0, model_url="")


def test_company_is_waited_for_but_not_for_long():
    async def scenario():
        line = Line(SETTINGS)
        line.join("a")
        began = time.monotonic()
        asyncio.get_running_loop().call_later(0.005, line.join, "b")
        batch = await line.next_batch()
        return [ticket.text for ticket in batch], time.monotonic() - began

    texts, waited = asyncio.run(scenario())
    assert texts == ["a", "b"]
    assert 0.01 < waited < 0.1


def test_full_batch_leaves_at_once_and_in_order():
    async def scenario():
        line = Line(SETTINGS)
        for number in range(20):
            line.join(str(number))
        return [ticket.text for ticket in await line.next_batch()]

    assert asyncio.run(scenario()) == [str(number) for number in range(16)]


def test_limit():
    async def scenario():
        line = Line(SETTINGS)
        for number in range(256):
            line.join("x")
        with pytest.raises(LineFull):
            line.join("y")
        line.leave(line.tickets[3])
        line.join("y")

    asyncio.run(scenario())
