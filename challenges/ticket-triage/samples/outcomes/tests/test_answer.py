import json

import pytest
from conftest import GOOD
from triage.answer import Unusable, parse, text_of


def test_good():
    assert parse(json.dumps({**GOOD, "more": 1})) == GOOD
    assert parse("```json\n" + json.dumps(GOOD, indent=2) + "\n```\n") == GOOD


@pytest.mark.parametrize("reply", ["x", "é" * 600, "see\n```json\n{}\n```\n"])
def test_replies_as_they_came(reply):
    assert parse(json.dumps({**GOOD, "reply": reply}))["reply"] == reply


@pytest.mark.parametrize("text", ["", "hello", "[]", "null", "3", '"bug"', json.dumps(GOOD)[:-1], "[" * 100_000])
def test_no_object(text):
    with pytest.raises(Unusable):
        parse(text)


@pytest.mark.parametrize(
    "key, bad",
    [
        ("category", ["Bug", "bugs", "", None, ["bug"], 1]),
        ("urgency", [0, 5, True, "2", 2.5, None]),
        ("needs_human", [0, 1, "true", None]),
        ("reply", ["", "x" * 601, None, 7]),
    ],
)
def test_bad_values(key, bad):
    for value in bad:
        with pytest.raises(Unusable, match=key):
            parse(json.dumps({**GOOD, key: value}))
    with pytest.raises(Unusable, match="missing"):
        parse(json.dumps({other: GOOD[other] for other in GOOD if other != key}))


@pytest.mark.parametrize(
    "body", [b"", b"\xff\x00", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}', b"[" * 99_999]
)
def test_no_completion(body):
    with pytest.raises(Unusable):
        text_of(body)
