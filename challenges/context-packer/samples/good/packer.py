from collections import Counter
from typing import Any, Callable, Iterable, Iterator

Request = dict[str, Any]


class BudgetError(ValueError):
    """System prompt, question and pinned messages are already too much."""


# --- form -----------------------------------------------------------------------------------------


def _is_int(x: Any) -> bool:
    return isinstance(x, int) and not isinstance(x, bool)


def _is_count(x: Any) -> bool:
    return _is_int(x) and x >= 0


def _is_score(x: Any) -> bool:
    return (_is_int(x) or isinstance(x, float)) and x == x  # NaN is the one float that isn't itself


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda x: isinstance(x, kind)


TOP = {"budget": _is_count, "system": _is(dict), "history": _is(list), "passages": _is(list), "question": _is(dict)}
FIXED = {"text": _is(str), "tokens": _is_count}
MESSAGE = {"role": lambda x: isinstance(x, str) and x in ("user", "assistant"), "text": _is(str), "tokens": _is_count}
PASSAGE = {"id": _is(str), "text": _is(str), "tokens": _is_count, "score": _is_score, "source": _is(str)}


def _require(obj: Any, shape: dict[str, Callable[[Any], bool]], path: str) -> None:
    if not isinstance(obj, dict):
        raise ValueError(f"{path}: expected a dict, got {type(obj).__name__}")
    for key, ok in shape.items():
        if key not in obj:
            raise ValueError(f"{path}: key '{key}' is missing")
        if not ok(obj[key]):
            raise ValueError(f"{path}: bad value for '{key}'")


def _validate(request: Any) -> None:
    _require(request, TOP, "request")
    _require(request["system"], FIXED, "system")
    _require(request["question"], FIXED, "question")
    for i, m in enumerate(request["history"]):
        _require(m, MESSAGE, f"history[{i}]")
        if not isinstance(m.get("pinned", False), bool):
            raise ValueError(f"history[{i}]: 'pinned' has to be true or false")
    for i, p in enumerate(request["passages"]):
        _require(p, PASSAGE, f"passages[{i}]")
    twice = [id_ for id_, n in Counter(p["id"] for p in request["passages"]).items() if n > 1]
    if twice:
        raise ValueError(f"passages: the id {twice[0]!r} is used more than once")


# --- choosing -------------------------------------------------------------------------------------


def _cost(items: Iterable[dict]) -> int:
    return sum(item["tokens"] for item in items)


def _pick(candidates: list[dict], room: int, already: list[dict]) -> list[dict]:
    """Those of `candidates`, in their order, that fit into `room`, with at most two of a source counting `already`."""
    per_source = Counter(p["source"] for p in already)
    picked = []
    for p in candidates:
        if p["tokens"] <= room and per_source[p["source"]] < 2:
            picked.append(p)
            per_source[p["source"]] += 1
            room -= p["tokens"]
    return picked


def _turns(history: list[dict]) -> list[range]:
    starts = [i for i, m in enumerate(history) if m["role"] == "user"]
    if history and (not starts or starts[0] != 0):
        starts.insert(0, 0)  # assistant messages before anyone asked
    return [range(a, b) for a, b in zip(starts, [*starts[1:], len(history)])]


def _recent(history: list[dict], room: int) -> Iterator[int]:
    """Indexes of unpinned messages to keep."""
    for turn in reversed(_turns(history)):
        loose = [i for i in turn if not history[i].get("pinned")]
        room -= _cost(history[i] for i in loose)
        if room < 0:
            return
        yield from loose


def pack(request: dict) -> dict:
    _validate(request)
    history = request["history"]
    pinned = {i for i, m in enumerate(history) if m.get("pinned")}
    fixed = _cost([request["system"], request["question"], *(history[i] for i in pinned)])
    remaining = request["budget"] - fixed
    if remaining < 0:
        raise BudgetError(f"{fixed} tokens have to be in, but the budget is {request['budget']}")

    ranked = sorted(request["passages"], key=lambda p: (-p["score"], p["id"]))
    first = _pick(ranked, remaining * 6 // 10, [])
    recent = set(_recent(history, remaining - _cost(first)))
    spare = remaining - _cost(first) - _cost(history[i] for i in recent)
    taken = {p["id"] for p in first}
    taken |= {p["id"] for p in _pick([p for p in ranked if p["id"] not in taken], spare, first)}

    kept = sorted(pinned | recent)
    context = "\n".join(f"[{p['id']}] {p['text']}" for p in ranked if p["id"] in taken)
    messages = [
        {"role": "system", "content": request["system"]["text"]},
        *([{"role": "system", "content": context}] if taken else []),
        *({"role": history[i]["role"], "content": history[i]["text"]} for i in kept),
        {"role": "user", "content": request["question"]["text"]},
    ]
    used = fixed + _cost(history[i] for i in recent) + _cost(p for p in ranked if p["id"] in taken)
    return {
        "messages": messages,
        "used": used,
        "dropped": {
            "history": [i for i in range(len(history)) if i not in pinned and i not in recent],
            "passages": [p["id"] for p in ranked if p["id"] not in taken],
        },
    }
