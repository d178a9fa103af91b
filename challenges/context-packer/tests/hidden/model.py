"""The rules, computed a second time and in another way than the reference: what has to be in."""

from fractions import Fraction
from itertools import groupby

from reading import by_rule_4


def expected(request):
    """(ids of the passages, indexes of the messages) that have to be in, by rules 2 to 6."""
    _, after = _first_round(request)
    said = _history(request["history"], after)
    return expected_passages(request, said), set(said) | _pinned(request)


def expected_passages(request, said):
    """Ids of the passages that have to be in by rules 3, 4 and 6, beside the messages in `said` and the pinned ones."""
    first, after = _first_round(request)
    after -= sum(request["history"][index]["tokens"] for index in set(said) - _pinned(request))
    return set(_passages(request, first, after + _cost(request, first)))


def _pinned(request):
    return {index for index, message in enumerate(request["history"]) if message.get("pinned", False)}


def _first_round(request):
    """The passages that are in at first, and what they leave for history."""
    fixed = request["system"]["tokens"] + request["question"]["tokens"]
    fixed += sum(request["history"][index]["tokens"] for index in _pinned(request))
    remaining = request["budget"] - fixed
    first = _passages(request, [], Fraction(3, 5) * remaining)
    return first, remaining - _cost(request, first)


def _cost(request, ids):
    return sum(each["tokens"] for each in request["passages"] if each["id"] in ids)


def _passages(request, already, most):
    """`already`, and in the order of rule 4 each further one for which the whole costs no more than `most`."""
    chosen = list(already)
    source_of = {each["id"]: each["source"] for each in request["passages"]}
    for each in by_rule_4(request["passages"]):
        same = [id for id in chosen if source_of[id] == each["source"]]
        if each["id"] not in chosen and len(same) < 2 and _cost(request, [*chosen, each["id"]]) <= most:
            chosen.append(each["id"])
    return chosen


def _history(history, room):
    """Indexes of the messages that are not pinned and go in."""
    number, numbers = 0, []
    for message in history:
        number += message["role"] == "user"
        numbers.append(number)
    turns = [list(members) for _, members in groupby(range(len(history)), key=numbers.__getitem__)]
    chosen = []
    while turns:
        open_ones = [index for index in turns.pop() if not history[index].get("pinned", False)]
        if sum(history[index]["tokens"] for index in chosen + open_ones) > room:
            break
        chosen += open_ones
    return chosen
