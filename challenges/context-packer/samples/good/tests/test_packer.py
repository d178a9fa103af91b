import pytest

from packer import BudgetError, pack


def req(**kw):
    base = {
        "budget": 100,
        "system": {"text": "sys", "tokens": 10},
        "history": [],
        "passages": [],
        "question": {"text": "q?", "tokens": 10},
    }
    return base | kw


def p(id, tokens, score, source="s"):
    return {"id": id, "text": id.upper(), "tokens": tokens, "score": score, "source": source}


def test_minimal():
    assert pack(req()) == {
        "messages": [{"role": "system", "content": "sys"}, {"role": "user", "content": "q?"}],
        "used": 20,
        "dropped": {"history": [], "passages": []},
    }


def test_second_round_picks_up_the_rest():
    out = pack(req(passages=[p("a", 48, 0.9, "x"), p("b", 32, 0.8, "y")]))
    assert out["used"] == 100 and out["messages"][1]["content"] == "[a] A\n[b] B"


def test_gap_in_history_stops():
    h = [{"role": "user", "text": "1", "tokens": 1}, {"role": "user", "text": "2", "tokens": 90}]
    assert pack(req(history=h))["dropped"]["history"] == [0, 1]


def test_budget_error():
    with pytest.raises(BudgetError):
        pack(req(budget=19))


@pytest.mark.parametrize("bad", [{"budget": True}, {"budget": -1}, {"system": None}, {"passages": [p("a", 1, float("nan"))]}])
def test_form(bad):
    with pytest.raises(ValueError) as e:
        pack(req(**bad))
    assert not isinstance(e.value, BudgetError)
