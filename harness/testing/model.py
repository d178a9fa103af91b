"""A fake language model: the OpenAI-compatible chat-completions service, on the loopback. Runs in the examiner, trusts nobody."""

import dataclasses
import json
import re
import time

from harness.testing.behaviours import Behaviour, answer
from harness.testing.upstream import FakeUpstream

CHARACTERS_PER_TOKEN = 4


@dataclasses.dataclass(frozen=True)
class Says(Behaviour):
    """A completion with this text. Made with `says`; becomes JSON or an event stream as the request asks."""

    content: str = ""
    finish_reason: str = "stop"
    usage: "dict | None" = None
    pieces: "tuple | None" = None


def says(content, *, latency_s=None, gate=None, every_s=0.0, finish_reason="stop", usage=None, pieces=None):
    """A completion. content: text, or a value that becomes JSON text.

    every_s: between two pieces of a streamed answer. pieces: how a streamed answer is split, by words unless given.
    usage: `{"prompt_tokens": ..., "completion_tokens": ..., "total_tokens": ...}`, counted roughly unless given.
    """
    text = content if isinstance(content, str) else json.dumps(content)
    return Says(
        latency_s=latency_s,
        gate=gate,
        every_s=every_s,
        content=text,
        finish_reason=finish_reason,
        usage=usage,
        pieces=tuple(pieces) if pieces is not None else None,
    )


class FakeModel(FakeUpstream):
    """An OpenAI-compatible service for the time of a `with` block: `POST /v1/chat/completions`, `GET /v1/models`.

    A chat completion gets the next behaviour of the script, and `default` once that is used up: a text (what the model says), a
    value (said as JSON text), any behaviour, or a function of the request that returns one of these. Requests that OpenAI's own
    service would refuse (no JSON, no model, no messages, another key than `api_key`) get its errors and use up nothing.
    """

    def __init__(self, default="Hello.", *, api_key=None, models=("fake-model",), **more):
        super().__init__(**more)
        self.default = default
        self.api_key = api_key
        self.models = tuple(models)
        self.on("POST", "/v1/chat/completions", lambda request: self.default)

    @property
    def base_url(self):
        """What an OpenAI client takes for `base_url`; ends in /v1."""
        return f"{self.url}/v1"

    def _chosen(self, request):
        if self.api_key is not None and request.headers.get("authorization") != f"Bearer {self.api_key}":
            return _error(401, "Incorrect API key provided.", "invalid_api_key")
        if request.method == "GET" and request.path.startswith("/v1/models"):
            return self._models(request.path[len("/v1/models") :])
        problem = self.route(request) and _problem(request.json)
        return _error(400, problem) if problem else super()._chosen(request)

    def _models(self, rest):
        made = [{"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "fake"} for name in self.models]
        if not rest:
            return answer({"object": "list", "data": made})
        found = [model for model in made if f"/{model['id']}" == rest]
        return answer(found[0]) if found else _error(404, "The model does not exist.", "model_not_found")

    def not_found(self, request):
        known = request.path == "/v1/chat/completions"
        return _error(405 if known else 404, f"Invalid URL ({request.method[:20]} {request.path[:200]})")

    def render(self, request, handler):
        """Texts and values are what the model says, not the body of an answer."""
        said = handler if isinstance(handler, Behaviour) else says(handler)
        if not isinstance(said, Says):
            return said
        asked = request.json
        usage = said.usage or _usage(asked["messages"], said.content)
        if asked.get("stream") is True:
            options = asked.get("stream_options")
            with_usage = isinstance(options, dict) and options.get("include_usage") is True
            body = {"parts": tuple(_events(request, asked["model"], said, usage if with_usage else None))}
            kind = "text/event-stream"
        else:
            body = {"body": json.dumps(_completion(request, asked["model"], said, usage)).encode()}
            kind = "application/json"
            if not said.dripped:
                body["every_s"] = 0.0
        headers = {"Content-Type": kind, "x-request-id": f"req_{request.number:012}", **dict(said.headers)}
        return dataclasses.replace(said, headers=tuple(headers.items()), **body)


def _problem(asked):
    """What the real service would refuse, or ""."""
    if not isinstance(asked, dict):
        return "We could not parse the JSON body of your request."
    if not isinstance(asked.get("model"), str):
        return "you must provide a model parameter"
    messages = asked.get("messages")
    if not isinstance(messages, list) or not messages:
        return "Missing required parameter: 'messages'."
    if not all(isinstance(message, dict) and isinstance(message.get("role"), str) for message in messages):
        return "Missing required parameter: 'messages[0].role'."
    return ""


def _error(status, message, code=None):
    return answer({"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}, status)


def _common(request, model, kind):
    return {
        "id": f"chatcmpl-{request.number:024}",
        "object": kind,
        "created": int(time.time()),
        "model": model,
        "system_fingerprint": "fp_fake",
    }


def _completion(request, model, said, usage):
    message = {"role": "assistant", "content": said.content, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": said.finish_reason}
    return {**_common(request, model, "chat.completion"), "choices": [choice], "usage": usage}


def _events(request, model, said, usage):
    """Server-sent events: the role, the text piece by piece, the reason to finish, the usage where it was asked for."""
    common = _common(request, model, "chat.completion.chunk")
    if usage is not None:
        common["usage"] = None
    pieces = re.findall(r"\s*\S+\s*", said.content) or [said.content] if said.pieces is None else said.pieces
    deltas = [{"role": "assistant", "content": "", "refusal": None}, *({"content": piece} for piece in pieces), {}]
    for index, delta in enumerate(deltas):
        reason = said.finish_reason if index == len(deltas) - 1 else None
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        yield _event({**common, "choices": [choice]})
    if usage is not None:
        yield _event({**common, "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def _event(data):
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def _usage(messages, content):
    """Roughly, and without a tokenizer: four characters make a token."""
    texts = [message.get("content") for message in messages]
    prompt = sum(4 + len(text) // CHARACTERS_PER_TOKEN if isinstance(text, str) else 4 for text in texts)
    said = len(content) // CHARACTERS_PER_TOKEN + 1
    return {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}
