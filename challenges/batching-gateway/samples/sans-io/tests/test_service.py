"""The service on a model that is a function; HTTP by Starlette's own means, without a port."""

import asyncio
import json

import httpx
import pytest

from gateway.counters import Counters
from gateway.model import ModelFailed, outputs_in
from gateway.service import LARGEST_BODY, Service, input_in


async def shout(texts):
    await asyncio.sleep(0)
    return [text.upper() for text in texts]


async def broken(texts):
    raise ModelFailed("no")


def run(ask, scenario):
    async def inside():
        service = Service(ask)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(service.app()), base_url="http://gateway") as client:
            return await scenario(service, client)

    return asyncio.run(inside())


def test_many_share_batches_and_get_their_own():
    async def scenario(service, client):
        answers = await asyncio.gather(*(client.post("/predict", json={"input": f"t{n}"}) for n in range(20)))
        assert [answer.json() for answer in answers] == [{"output": f"T{n}"} for n in range(20)]
        sizes = list(service.counters.sizes.elements())
        assert sum(sizes) == 20 and max(sizes) <= 16 and len(sizes) < 6  # 2, on a machine with nothing else to do
        assert service.schedule.idle

    run(shout, scenario)


def test_failure():
    async def scenario(service, client):
        answer = await client.post("/predict", json={"input": "x"})
        assert (answer.status_code, answer.json()) == (502, {"error": "no"})
        assert service.schedule.idle

    run(broken, scenario)


def test_draining():
    async def scenario(service, client):
        await service.drain()
        assert (await client.get("/healthz")).status_code == 503
        assert (await client.post("/predict", json={"input": "x"})).status_code == 503

    run(shout, scenario)


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY, 200), (LARGEST_BODY + 1, 413)])
def test_largest_body(size, status):
    body = json.dumps({"input": "", "pad": ""})
    body = body.replace('"pad": ""', '"pad": "%s"' % ("x" * (size - len(body))))

    async def scenario(service, client):
        assert (await client.post("/predict", content=body)).status_code == status

    run(shout, scenario)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"input"', b'{"input": 1}', b"\xff", b"[" * 60_000])
def test_bodies_without_an_input(body):
    assert input_in(body) is None


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"outputs": 1}', b'{"outputs": []}', b'{"outputs": [1, 2]}'])
def test_answers_that_are_none(raw):
    with pytest.raises(ModelFailed):
        outputs_in(raw, 1)


def test_histogram():
    counters = Counters()
    counters.sizes.update([1, 5, 16, 16])
    text = counters.exposition(3)
    assert 'gateway_batch_size_bucket{le="4"} 1\n' in text
    assert 'gateway_batch_size_bucket{le="8"} 2\n' in text
    assert 'gateway_batch_size_bucket{le="+Inf"} 4\n' in text
    assert "gateway_batch_size_sum 38\n" in text
    assert text.endswith("gateway_queue_depth 3\n")
