import time

import httpx
import pytest
from conftest import GOOD, TICKET, Model, completion
from triage import triage_ticket
from triage.desk import seconds_to_wait

RESULT = {"id": "t", **GOOD, "source": "model"}
NEVER = 30.0


def test_good():
    model = Model()
    assert model.handle() == RESULT
    assert model.asked[0]["model"] == "small"
    assert [message["role"] for message in model.asked[0]["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    "trouble", [completion("no"), httpx.Response(500), httpx.Response(200, text="?"), httpx.ReadError("cut"), httpx.ConnectError("no")]
)
def test_asked_again(trouble):
    model = Model(trouble, trouble)
    assert model.handle() == RESULT
    assert len(model.asked) == 3 and model.asked[0] == model.asked[2]


def test_three_requests():
    model = Model(*[completion("no") for _ in range(9)])
    result = model.handle()
    assert len(model.asked) == 3
    assert {**result, "reply": ""} == {
        "id": "t", "category": "other", "urgency": 2, "needs_human": True, "reply": "", "source": "fallback",
    }  # fmt: skip
    assert 1 <= len(result["reply"]) <= 600


def test_refused():
    model = Model(httpx.Response(500), httpx.Response(403))
    assert model.handle()["source"] == "fallback"
    assert len(model.asked) == 2


def test_silence():
    began = time.monotonic()
    assert Model(NEVER).handle() == RESULT
    assert 1.9 < time.monotonic() - began < 3


def test_all_in_8_s():
    began = time.monotonic()
    slow = httpx.Response(429, headers={"Retry-After": "9"})
    assert Model(slow, NEVER, NEVER).handle()["source"] == "fallback"
    assert time.monotonic() - began < 8


@pytest.mark.parametrize("said, seconds", [(None, 0.5), ("0", 0), ("1", 1), ("2", 2), ("60", 2), ("soon", 0.5)])
def test_retry_after(said, seconds):
    assert seconds_to_wait(said) == seconds


@pytest.mark.parametrize("tier, category, given, want", [("enterprise", "bug", 4, 2), ("enterprise", "bug", 1, 1),
                                                         ("enterprise", "billing", 4, 4), ("pro", "bug", 4, 4)])  # fmt: skip
def test_house_rule(tier, category, given, want):
    answer = completion({**GOOD, "category": category, "urgency": given})
    assert Model(answer).handle(customer_tier=tier)["urgency"] == want


def test_nothing_private_in_any_request():
    model = Model(completion("no"), httpx.Response(500))
    model.handle(subject="from ann@example.com", body="paid with 4111 1111 1111 1111")
    assert len(model.asked) == 3
    for asked in model.asked:
        assert "example.com" not in str(asked) and "1111" not in str(asked)
        assert "from [email]" in asked["messages"][1]["content"]


@pytest.mark.parametrize("key", TICKET)
def test_no_ticket(key):
    with pytest.raises(ValueError, match=key):
        triage_ticket({**TICKET, key: None})
