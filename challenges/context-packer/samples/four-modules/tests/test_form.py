import copy
import math

import pytest
from packer import BudgetError, pack
from packer.form import check


@pytest.fixture
def good(make):
    return make(100, [("u", 3), ("a!", 4)], [("a", 7, 0.5, "s"), ("b", 8, 2, "s")])


def test_good(good):
    before = copy.deepcopy(good)
    check(good)
    del good["history"][0]["pinned"]
    good["more"] = good["system"]["more"] = None
    check(good)
    assert before["passages"] == good["passages"]


@pytest.mark.parametrize("request_", [None, [], "x", 3])
def test_no_dict(request_):
    with pytest.raises(ValueError, match="request"):
        check(request_)


ALL = [("budget",), ("system",), ("system", "text"), ("system", "tokens"), ("history",), ("history", 1, "role"), ("history", 0, "text"),
       ("history", 0, "tokens"), ("passages",), ("passages", 1, "id"), ("passages", 0, "text"), ("passages", 1, "tokens"),
       ("passages", 0, "score"), ("passages", 1, "source"), ("question",), ("question", "text"), ("question", "tokens")]


def owner(made, path):
    for step in path[:-1]:
        made = made[step]
    return made


@pytest.mark.parametrize("path", ALL, ids=str)
def test_missing(good, path):
    del owner(good, path)[path[-1]]
    with pytest.raises(ValueError, match=rf"\b{path[-1]}\b is missing"):
        check(good)


@pytest.mark.parametrize("wrong", [None, True, b"x"])
@pytest.mark.parametrize("path", [*ALL, ("history", 0, "pinned")], ids=str)
def test_wrong(good, path, wrong):
    if path[-1] == "pinned" and wrong is True:
        return
    owner(good, path)[path[-1]] = wrong
    with pytest.raises(ValueError, match=rf"\b{path[-1]}\b"):
        check(good)


@pytest.mark.parametrize(
    "path, wrong",
    [
        (("budget",), -1),
        (("question", "tokens"), -1),
        (("question", "tokens"), 1.0),
        (("history", 0, "role"), "system"),
        (("history", 0, "pinned"), 1),
        (("passages", 1, "score"), math.nan),
        (("passages", 1, "id"), "a"),
    ],
)
def test_out_of_range(good, path, wrong):
    owner(good, path)[path[-1]] = wrong
    with pytest.raises(ValueError, match=rf"\b{path[-1]}\b"):
        check(good)


def test_members_are_dicts(good):
    good["history"].append("hello")
    with pytest.raises(ValueError, match=r"history\[2\]"):
        check(good)


def test_form_comes_before_the_budget(good):
    good["budget"] = 0
    good["passages"][1]["score"] = math.nan
    with pytest.raises(ValueError, match="score") as caught:
        pack(good)
    assert not isinstance(caught.value, BudgetError)
