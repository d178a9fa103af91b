"""A sample of what the hidden tests look at, with fixed examples. They take some 10 seconds."""

import json
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))

from fake_model import GOOD, FakeModel

TICKET = {
    "id": "t-1",
    "subject": "Where is the export?",
    "body": "I can't find the button.",
    "customer_tier": "pro",
    "received_at": "2026-03-02T09:30:00Z",
}
RESULT = {"id": "t-1", **GOOD, "source": "model"}


def triage(candidate, model, **more):
    candidate.env.update(model.env)
    return candidate.load("triage").triage_ticket({**TICKET, **more})


def run(candidate, model, *lines):
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    done = candidate.run(["python", "-m", "triage"], stdin=text, env=model.env, timeout=15)
    assert done.status == 0
    return [json.loads(line) for line in done.out.splitlines()], done


@pytest.mark.rule(1)
def test_a_good_answer(candidate):
    """contract: a good answer becomes the result."""
    with FakeModel() as model:
        assert triage(candidate, model) == RESULT
        assert model.requests[0]["model"] == "small"


@pytest.mark.rule(9)
def test_lines(candidate):
    """contract: a line of output for each line of input, in its order."""
    with FakeModel(latency_s=0.05) as model:
        results, _ = run(candidate, model, *({**TICKET, "id": f"t-{n}"} for n in range(10)))
        assert [result["id"] for result in results] == [f"t-{n}" for n in range(10)]


@pytest.mark.rule(1)
@pytest.mark.parametrize("bad", ["I think it is a bug.", {**GOOD, "urgency": True}, {**GOOD, "reply": "x" * 601}])
def test_bad_answers_are_asked_again(candidate, bad):
    """untrusted_output: what is not the object asked for is asked for again."""
    with FakeModel(bad) as model:
        assert triage(candidate, model) == RESULT
        assert len(model.requests) == 2


@pytest.mark.rule(1)
def test_fallback(candidate):
    """untrusted_output: after three bad answers comes the fallback."""
    with FakeModel("no", "no", "no") as model:
        result = triage(candidate, model)
        assert (result["category"], result["urgency"], result["needs_human"], result["source"]) == ("other", 2, True, "fallback")
        assert 1 <= len(result["reply"]) <= 600


@pytest.mark.rule(2)
def test_failures(candidate):
    """failures: a 5xx is asked again; another 4xx is not."""
    with FakeModel(503) as model:
        assert triage(candidate, model) == RESULT
    with FakeModel(401) as model:
        assert triage(candidate, model)["source"] == "fallback"
        assert len(model.requests) == 1


@pytest.mark.rule(3)
def test_three_requests(candidate):
    """failures: at most three requests a ticket."""
    with FakeModel(500, "no", 500, 500) as model:
        assert triage(candidate, model)["source"] == "fallback"
        assert len(model.requests) == 3


@pytest.mark.rule(4)
def test_privacy(candidate):
    """privacy: addresses and card numbers stay home, order numbers don't."""
    with FakeModel() as model:
        triage(candidate, model, body="I am ann@example.com, card 4111 1111 1111 1111, order 4111111111111112.")
        asked = json.dumps(model.requests)
        assert "ann@example.com" not in asked and "4111 1111 1111 1111" not in asked
        assert "[email]" in asked and "[card]" in asked and "4111111111111112" in asked


@pytest.mark.rule(5)
def test_text_is_data(candidate):
    """privacy: the ticket's text is in messages with role user only."""
    with FakeModel("no") as model:
        triage(candidate, model)
        for request in model.requests:
            for message in request["messages"]:
                assert (TICKET["subject"] in json.dumps(message)) == (message["role"] == "user")


@pytest.mark.rule(6)
def test_house_rule(candidate):
    """house_rules: an enterprise customer's bug is urgent."""
    with FakeModel({**GOOD, "category": "bug", "urgency": 4}) as model:
        assert triage(candidate, model, customer_tier="enterprise")["urgency"] == 2


@pytest.mark.rule(8)
def test_throughput(candidate):
    """throughput: 24 tickets at 0.3 s each, 8 at a time."""
    with FakeModel(latency_s=0.3) as model:
        results, done = run(candidate, model, *[TICKET] * 24)
        assert len(results) == 24 and model.most_in_flight <= 8
        assert done.duration_s < 5  # 3 s, and room for a machine that is busy


@pytest.mark.rule(9)
def test_promptness(candidate):
    """throughput: a result is written while input is still open."""
    with FakeModel() as model:
        process = candidate.start(["python", "-m", "triage"], env=model.env)
        process.write(json.dumps(TICKET) + "\n")
        assert json.loads(process.read_line(5)) == RESULT


@pytest.mark.rule(7)
def test_bad_lines(candidate):
    """bad_input: what is no ticket gives an error in its place."""
    with FakeModel() as model:
        results, _ = run(candidate, model, "{", "", {**TICKET, "customer_tier": "gold"}, TICKET)
        assert [result["id"] for result in results] == [None, "t-1", "t-1"]
        assert ["error" in result for result in results] == [True, True, False]
        assert len(model.requests) == 1


@pytest.mark.rule(7)
def test_no_ticket(candidate):
    """bad_input: triage_ticket raises ValueError for what is no ticket."""
    with FakeModel() as model, pytest.raises(ValueError):
        triage(candidate, model, received_at="yesterday")
