"""The fake language model, by its wire format and through a real client library."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest

from harness.testing import Ask, FakeModel, answer, cut, drip, drop, load, never, says, status, stream

HELLO = [{"role": "user", "content": "Hello, who are you?"}]


@pytest.fixture
def model():
    with FakeModel("I am a fake.", api_key="k", models=("small", "large")) as made:
        yield made


@pytest.fixture
def client(model):
    with openai.OpenAI(base_url=model.base_url, api_key="k", max_retries=0, timeout=5) as made:
        yield made


def complete(client, **more):
    return client.chat.completions.create(model="small", messages=HELLO, **more)


def raw(model, body=None, connections=1, **more):
    asks = [Ask(body if body is not None else {"model": "m", "messages": HELLO}, headers={"Authorization": "Bearer k"}, **more)]
    return load(f"{model.base_url}/chat/completions", asks, connections=connections)[0]


# ---------------------------------------------------------------- through the openai library, unchanged


def test_plain(model, client):
    found = complete(client)
    assert found.choices[0].message.content == "I am a fake." and found.choices[0].message.role == "assistant"
    assert found.choices[0].finish_reason == "stop" and found.object == "chat.completion"
    assert found.id.startswith("chatcmpl-") and found.model == "small" and abs(found.created - time.time()) < 60
    assert found.usage.total_tokens == found.usage.prompt_tokens + found.usage.completion_tokens > 0
    assert found._request_id == "req_000000000001"


def test_ids_differ(client):
    assert len({complete(client).id for _ in range(5)}) == 5


def test_usage_can_be_given(model, client):
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    model.script(says("x", usage=usage, finish_reason="length"))
    found = complete(client)
    assert found.usage.prompt_tokens == 10 and found.usage.total_tokens == 15 and found.choices[0].finish_reason == "length"


def test_streamed(model, client):
    chunks = list(complete(client, stream=True))
    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "I am a fake."
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert len(chunks) == 6 and len({chunk.id for chunk in chunks}) == 1 and all(chunk.usage is None for chunk in chunks)


def test_streamed_with_usage(client):
    *chunks, last = complete(client, stream=True, stream_options={"include_usage": True})
    assert last.choices == [] and last.usage.total_tokens > 0
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_streamed_pieces_come_as_they_are_sent(model, client):
    model.script(says("abc", pieces=["a", "b", "c"], every_s=0.15))
    times = [(chunk.choices[0].delta.content, time.monotonic()) for chunk in complete(client, stream=True)]
    assert [content for content, _ in times] == ["", "a", "b", "c", None]
    assert times[3][1] - times[1][1] >= 0.25


def test_a_stream_that_breaks(model, client):
    model.script(cut(says("one two three four"), -40))
    with pytest.raises(Exception, match=r"(?i)incomplete|peer closed|disconnected|connection"):
        list(complete(client, stream=True))


def test_models(client):
    assert [found.id for found in client.models.list()] == ["small", "large"]
    assert client.models.retrieve("large").id == "large"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("huge")


def test_errors_have_the_librarys_own_types(model, client):
    model.script(status(429, {"Retry-After": "3"}), status(500), status(400), status(403))
    with pytest.raises(openai.RateLimitError) as caught:
        complete(client)
    assert caught.value.response.headers["retry-after"] == "3"
    for kind in (openai.InternalServerError, openai.BadRequestError, openai.PermissionDeniedError):
        with pytest.raises(kind):
            complete(client)


def test_a_wrong_key_uses_up_nothing(model):
    model.script("scripted")
    with (
        openai.OpenAI(base_url=model.base_url, api_key="wrong", max_retries=0) as other,
        pytest.raises(openai.AuthenticationError),
    ):
        complete(other)
    assert json.loads(raw(model).body)["choices"][0]["message"]["content"] == "scripted"


def test_dropped_connections_and_silence(model, client):
    model.script(drop(), drop(reset=True), cut(says("x"), 60))
    for _ in range(3):
        with pytest.raises(openai.APIConnectionError):
            complete(client)
    model.script(never())
    with pytest.raises(openai.APITimeoutError):
        complete(client.with_options(timeout=0.2))


def test_the_librarys_own_second_tries(model):
    model.script(status(500), drop())
    with openai.OpenAI(base_url=model.base_url, api_key="k", max_retries=2) as retrying:
        assert complete(retrying).choices[0].message.content == "I am a fake."
    assert [request.status for request in model.requests] == [500, None, 200]


def test_async_and_how_many_at_once(model):
    model.latency_s = 0.1

    async def many():
        async with openai.AsyncOpenAI(base_url=model.base_url, api_key="k", max_retries=0) as client:
            ask = client.chat.completions.create
            return await asyncio.gather(*(ask(model=f"m{n}", messages=HELLO) for n in range(12)))

    with ThreadPoolExecutor(1) as apart:  # a browser test of the same process leaves a running loop in the main thread
        found = apart.submit(lambda: asyncio.run(many())).result()
    assert [each.model for each in found] == [f"m{n}" for n in range(12)]
    assert model.most_in_flight == 12


# ---------------------------------------------------------------- what a script can say


def test_texts_values_behaviours_and_functions(model, client):
    model.script({"category": "bug"}, lambda request: f"{len(request.json['messages'])} message", lambda _: status(503), ["x"])
    assert complete(client).choices[0].message.content == '{"category": "bug"}'
    assert complete(client).choices[0].message.content == "1 message"
    with pytest.raises(openai.InternalServerError):
        complete(client)
    assert complete(client).choices[0].message.content == '["x"]'
    model.default = lambda request: request.json["messages"][-1]["content"].upper()
    assert complete(client).choices[0].message.content == "HELLO, WHO ARE YOU?"


def test_bodies_that_are_no_completion(model):
    model.script(
        answer("{"), answer({"choices": []}), answer(b"\xff\xfe"), answer("<html>", headers={"Content-Type": "text/html"})
    )
    assert [raw(model).body for _ in range(4)] == [b"{", b'{"choices": []}', b"\xff\xfe", b"<html>"]
    model.script(stream(["data: {\n\n"]))
    assert raw(model, {"model": "m", "messages": HELLO, "stream": True}).body == b"data: {\n\n"


def test_a_dripped_completion_is_whole(model):
    model.script(drip(says("x"), every_s=0.02, drip_s=0.3))
    reply = raw(model)
    assert reply.json["choices"][0]["message"]["content"] == "x" and reply.latency_s >= 0.3


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        [],
        {"messages": HELLO},
        {"model": 3, "messages": HELLO},
        {"model": "m"},
        {"model": "m", "messages": []},
        {"model": "m", "messages": ["x"]},
        {"model": "m", "messages": [{"content": "x"}]},
        b"[" * 200_000,
        b"\xff",
    ],
)
def test_what_the_real_service_refuses_uses_up_nothing(model, body):
    model.script("scripted")
    reply = raw(model, body)
    assert reply.status == 400 and reply.json["error"]["type"] == "invalid_request_error"
    assert raw(model).json["choices"][0]["message"]["content"] == "scripted"


def test_other_paths_are_errors_in_the_services_form(model):
    for path, method, want in (("/v1/embeddings", "POST", 404), ("/v1/chat/completions", "GET", 405)):
        reply = load(model.url, [Ask(method=method, path=path, headers={"Authorization": "Bearer k"})])[0]
        assert reply.status == want and reply.json["error"]["message"].startswith("Invalid URL")


def test_odd_messages_are_no_fault_of_the_authors(model):
    deep = content = []
    for _ in range(60):
        content.append([])
        content = content[0]
    for content in (None, 3, deep, [{"type": "text", "text": "x"}]):
        assert raw(model, {"model": "m", "messages": [{"role": "user", "content": content}]}).status == 200
    assert model.errors == []


def test_base_url_and_log(model, client):
    complete(client, temperature=0)
    (request,) = model.requests
    assert model.base_url.endswith("/v1") and request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer k" and request.json["messages"] == HELLO
    assert request.json["temperature"] == 0
