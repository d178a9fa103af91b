"""What goes into the prompt, as folds and running sums over the request. Nothing is kept between calls."""

from collections import Counter
from functools import reduce
from itertools import accumulate, takewhile


class BudgetError(ValueError):
    """System, question and pinned messages are larger than the budget."""


# ------------------------------------------------------------------ the form of a request, as data

string = lambda v: isinstance(v, str)  # noqa: E731
flag = lambda v: type(v) is bool  # noqa: E731
count = lambda v: type(v) is int and v >= 0  # noqa: E731
score = lambda v: type(v) in (int, float) and v == v  # noqa: E731
role = lambda v: v == "user" or v == "assistant"  # noqa: E731

PART = {"text": string, "tokens": count}
FORM = {
    "budget": count,
    "system": PART,
    "history": [{"role": role, **PART, "pinned?": flag}],
    "passages": [{"id": string, **PART, "score": score, "source": string}],
    "question": PART,
}


def faults(value, form, path):
    """All that is wrong with `value`, lazily. A form is a predicate, a dict of forms, or a list with one form."""
    if isinstance(form, dict):
        if not isinstance(value, dict):
            yield f"{path} is not a dict"
            return
        for name, part in form.items():
            key = name.rstrip("?")
            if key not in value:
                if key == name:
                    yield f"{path}.{key} is missing"
            elif isinstance(part, (dict, list)):
                yield from faults(value[key], part, f"{path}.{key}")
            elif not part(value[key]):
                yield f"{path}.{key} is wrong: {value[key]!r:.80}"
    elif not isinstance(value, list):
        yield f"{path} is not a list"
    else:
        for n, member in enumerate(value):
            yield from faults(member, form[0], f"{path}[{n}]")


def duplicates(passages):
    return (f"request.passages: id {id!r} is there {n} times" for id, n in Counter(p["id"] for p in passages).items() if n > 1)


# ------------------------------------------------------------------ choosing


def tokens(parts):
    return sum(p["tokens"] for p in parts)


def seat(taken, p):
    """One step of the fold over ranked passages. `taken` is (room, {id: passage}, passages per source)."""
    room, passages, sources = taken
    if p["tokens"] > room or p["id"] in passages or sources[p["source"]] == 2:
        return taken
    passages[p["id"]] = p
    sources[p["source"]] += 1
    return room - p["tokens"], passages, sources


def oldest_turn(cost_of, room):
    """The number of the oldest turn that is in: the running cost from the newest backwards, for as long as it fits."""
    newest = len(cost_of) - 1
    fitting = takewhile(lambda cost: cost <= room, accumulate(reversed(cost_of)))
    return newest + 1 - sum(1 for _ in fitting)


def pack(request):
    for fault in faults(request, FORM, "request"):
        raise ValueError(fault)
    for fault in duplicates(request["passages"]):
        raise ValueError(fault)

    history = request["history"]
    pinned = [m.get("pinned", False) for m in history]
    fixed = tokens([request["system"], request["question"]]) + tokens(m for m, p in zip(history, pinned) if p)
    remaining = request["budget"] - fixed
    if remaining < 0:
        raise BudgetError(f"{fixed} tokens must be in, {request['budget']} are allowed")

    ranked = sorted(request["passages"], key=lambda p: (-p["score"], p["id"]))
    share = remaining * 60 // 100
    unspent, passages, sources = reduce(seat, ranked, (share, {}, Counter()))
    room = remaining - share + unspent

    # Each user message begins a turn, so a message's turn is the number of user messages so far (0: before the first).
    turn_of = list(accumulate(m["role"] == "user" for m in history))
    costs = Counter()
    for turn, m, p in zip(turn_of, history, pinned):
        costs[turn] += 0 if p else m["tokens"]
    cost_of = [costs[turn] for turn in range(max(turn_of, default=0) + 1)]
    since = oldest_turn(cost_of, room)
    is_in = [p or turn >= since for p, turn in zip(pinned, turn_of)]

    left, passages, _ = reduce(seat, ranked, (room - sum(cost_of[since:]), passages, sources))

    found = "\n".join(f"[{p['id']}] {p['text']}" for p in ranked if p["id"] in passages)
    return {
        "messages": [
            {"role": "system", "content": request["system"]["text"]},
            *[{"role": "system", "content": found}][: len(passages)],
            *({"role": m["role"], "content": m["text"]} for m, yes in zip(history, is_in) if yes),
            {"role": "user", "content": request["question"]["text"]},
        ],
        "used": request["budget"] - left,
        "dropped": {
            "history": [i for i, yes in enumerate(is_in) if not yes],
            "passages": [p["id"] for p in ranked if p["id"] not in passages],
        },
    }
