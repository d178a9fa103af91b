"""The table of the interface (rule 0)."""

import json
import secrets

import pytest
from client import Connection, collect
from fakemodel import Answer, FakeModel
from service import Gateway, must, words

from harness.testing import strict_equal

MOST_BYTES = 65_536


def padded(size, text):
    """A body of exactly so many bytes, whose `input` is `text`."""
    bare = len(json.dumps({"input": text, "pad": ""}))
    return json.dumps({"input": text, "pad": "x" * (size - bare)}).encode()


def check_error(answer, status):
    must(answer.status == status, f"table: such a body is answered with {status}, not {answer.status or 'no answer'}")
    must(isinstance(answer.error, str), f'table: an answer {status} is {{"error": str}}')


@pytest.mark.rule(0)
def test_an_input_is_answered_with_its_output(gateway, model):
    """An input gets 200 and the model's output for it."""
    for text in [*words(2), "", 'naïve — 模型 \U0001f9ee "quoted"\n\t\\ {}']:
        answer = gateway.predict(text)
        must(answer.status == 200, f"table: a string as `input` is answered with 200, not {answer.status or 'no answer'}")
        must(answer.output == model.output_of(text), 'table: the answer is {"output": ...} with the model\'s output')


@pytest.mark.rule(0)
def test_outputs_of_any_kind(gateway, model):
    """What the model gives as output is what the client gets, whatever JSON it is."""
    number = secrets.randbelow(1000)
    nested = {"scores": [0.25, -1, number], "label": {"ok": False, "why": None}, "output": []}
    for output in (number, None, nested, False, f"ünïcode\n{number}"):
        model.script = lambda call, output=output: Answer(body=json.dumps({"outputs": [output] * call.size}).encode())
        answer = gateway.predict(*words(1))
        found = answer.json()
        must(answer.status == 200 and isinstance(found, dict) and "output" in found, 'table: the answer is 200 {"output": ...}')
        must(strict_equal(found["output"], output), "table: the output is what the model gave")


@pytest.mark.rule(0)
def test_further_keys_are_ignored(gateway, model):
    """Further keys beside `input` change nothing."""
    (text,) = words(1)
    body = json.dumps({"inputs": ["other"], "model": "m", "input": text, "output": 1, "stream": True, "n": None})
    answer = gateway.ask("POST", "/predict", body.encode())
    must(answer.status == 200, f"table: further keys are ignored, and not a reason for {answer.status or 'no answer'}")
    must(answer.output == model.output_of(text), "table: further keys are ignored")


@pytest.mark.rule(0)
def test_the_model_is_where_the_environment_says(candidate):
    """The model is asked by POST at $MODEL_URL/predict, also where the URL has a path, in the form that it understands."""
    model = FakeModel(path=f"/models/{secrets.token_hex(4)}")
    try:
        (text,) = words(1)
        answer = Gateway(candidate, model).predict(text)
        must(not model.complaints, "the interface: the model is asked by POST $MODEL_URL/predict, and by nothing else")
        must([call.inputs for call in model.calls] == [[text]], 'the interface: the model is asked with {"inputs": [str, ...]}')
        must(answer.output == model.output_of(text), 'table: the answer is {"output": ...} with the model\'s output')
    finally:
        model.close()


@pytest.mark.rule(0)
@pytest.mark.parametrize(
    "bodies",
    [
        pytest.param([b"", b"plain", b'{"input": "cut', b"{'input': 'x'}", b'{"input": "\xff\xfe"}'], id="no-JSON"),
        pytest.param([b"[]", b'"input"', b"17", b"true", b"null", b'[{"input": "x"}]'], id="no-object"),
        pytest.param(
            [b"{}", b'{"inputs": ["x"]}', *(b'{"input": %s}' % value for value in (b"null", b"3", b"true", b'["x"]', b"{}"))],
            id="no-string",
        ),
    ],
)
def test_other_bodies(gateway, model, bodies):
    """A body that is no JSON object with a string as `input` gets 400 and an error in words, and the gateway goes on."""
    for body in bodies:
        check_error(gateway.ask("POST", "/predict", body), 400)
    must(not model.calls, "table: what is answered with 400 is not sent to the model")
    must(gateway.predict(*words(1)).status == 200, "table: after bodies that it refused, the gateway goes on")


@pytest.mark.rule(0)
def test_the_largest_body(gateway, model):
    """A body of 65,536 bytes is not too large."""
    (text,) = words(1, length=30_000)
    answer = gateway.ask("POST", "/predict", padded(MOST_BYTES, text))
    must(answer.status == 200, f"table: a body of 65,536 bytes is answered with 200, not {answer.status or 'no answer'}")
    must(answer.output == model.output_of(text), "table: the model gets the whole input of a large body")


@pytest.mark.rule(0)
def test_too_large_a_body(gateway, model):
    """A body of more than 65,536 bytes gets 413, whether it would be understood or not, and the gateway goes on."""
    for body in (padded(MOST_BYTES + 1, *words(1)), b"x" * (MOST_BYTES + 1), padded(3 * MOST_BYTES, *words(1))):
        answer = gateway.ask("POST", "/predict", body)
        must(answer.status == 413, f"table: a body over 65,536 bytes is answered with 413, not {answer.status or 'no answer'}")
    must(not model.calls, "table: what is answered with 413 is not sent to the model")
    must(gateway.predict(*words(1)).status == 200, "table: after bodies that it refused, the gateway goes on")


@pytest.mark.rule(0)
def test_too_large_a_body_in_chunks(gateway):
    """A body of more than 65,536 bytes gets 413 too where its length is not said beforehand."""
    body, chunks = padded(MOST_BYTES + 1, *words(1)), b""
    for start in range(0, len(body), 8192):
        part = body[start : start + 8192]
        chunks += b"%x\r\n%s\r\n" % (len(part), part)
    answer = gateway.ask("POST", "/predict", chunks + b"0\r\n\r\n", {"Transfer-Encoding": "chunked"})
    must(answer.status == 413, f"table: a body over 65,536 bytes is answered with 413, not {answer.status or 'no answer'}")


@pytest.mark.rule(0)
def test_several_requests_on_one_connection(gateway, model):
    """A client may ask again, also after an answer that was no 200."""
    connection = Connection(gateway.port)
    for text in (*words(2), None, *words(1)):
        body = json.dumps({"input": text}).encode()
        collect([connection.send("POST", "/predict", body)], timeout=10)
        want = 400 if text is None else 200
        must(connection.answer is not None, "table: each request has an answer")
        must(connection.answer.status == want, f"table: this request is answered with {want}, not {connection.answer.status}")
    connection.close()


@pytest.mark.rule(0)
def test_health(gateway):
    """GET /healthz is 200 while the gateway accepts work."""
    status = gateway.ask("GET", "/healthz").status
    must(status == 200, f"table: GET /healthz is 200 while it accepts work, not {status or 'no answer'}")


@pytest.mark.rule(0)
def test_other_requests(gateway):
    """Other paths and methods get a status of 4xx."""
    (text,) = words(1)
    body = json.dumps({"input": text}).encode()
    requests = [("GET", "/predict"), ("PUT", "/predict"), ("POST", f"/{text}"), ("GET", "/"), ("DELETE", "/metrics")]
    for method, path in requests:
        status = gateway.ask(method, path, body if method != "GET" else b"").status
        must(400 <= status < 500, f"table: other paths and methods get a status of 4xx, not {status or 'no answer'}")


@pytest.mark.rule(0)
@pytest.mark.parametrize("missing", ["PORT", "MODEL_URL"])
def test_without_its_variables(candidate, missing):
    """Without PORT or MODEL_URL it ends with status 2 and one line on standard error."""
    given = {"PORT": str(candidate.free_port()), "MODEL_URL": "http://127.0.0.1:9"}
    env = {name: value for name, value in given.items() if name != missing}
    done = candidate.run(["python", "-m", "gateway"], env=env, timeout=20)
    must(done.status == 2, f"table: without PORT or MODEL_URL it ends with status 2, not {done.status}")
    lines = [line for line in done.err.splitlines() if line.strip()]
    must(len(lines) == 1, f"table: without PORT or MODEL_URL it says one line on standard error, not {len(lines)}")
