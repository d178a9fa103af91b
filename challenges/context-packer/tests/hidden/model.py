"""The rules, computed a second time and in another way than the reference: what has to be in."""

from fractions import Fraction
from itertools import groupby

from reading import by_rule_4


def expected(request):
    """(ids of the passages, indexes of the messages) that have to be in, by rules 2 to 6."""
    history = request["history"]
    pinned = [index for index, message in enumerate(history) if message.get("pinned", False)]
    fixed = request["system"]["tokens"] + request["question"]["tokens"] + sum(history[index]["tokens"] for index in pinned)
    remaining = request["budget"] - fixed
    first = _passages(request, [], Fraction(3, 5) * remaining)
    after = remaining - _cost(request, first)
    said = _history(history, after)
    after -= sum(history[index]["tokens"] for index in said)
    second = _passages(request, first, after + _cost(request, first))
    return set(second), set(said) | set(pinned)


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
