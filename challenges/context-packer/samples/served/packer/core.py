"""The packing algorithm."""

from typing import Any


class BudgetError(ValueError):
    """Not even the mandatory parts fit."""


def pack(request: dict[str, Any]) -> dict[str, Any]:
    """Choose history and passages for a prompt."""
    validate(request)
    messages, candidates = request["history"], rank(request["passages"])
    keep = {number for number, message in enumerate(messages) if message.get("pinned") is True}
    spent = request["system"]["tokens"] + request["question"]["tokens"] + sum(messages[number]["tokens"] for number in keep)
    available = request["budget"] - spent
    if available < 0:
        raise BudgetError(f"mandatory parts: {spent} tokens; budget: {request['budget']}")

    quota = available * 3 // 5
    selected: list[int] = []
    usage: dict[str, int] = {}
    available -= take(candidates, quota, selected, usage)

    stop = len(messages)
    while stop:
        start = turn_start(messages, stop)
        price = sum(messages[number]["tokens"] for number in range(start, stop) if number not in keep)
        if price > available:
            break
        available -= price
        keep.update(range(start, stop))
        stop = start

    available -= take(candidates, available, selected, usage)
    selected.sort()
    return compose(request, candidates, selected, keep, request["budget"] - available)


def rank(passages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(passages, key=lambda item: (-item["score"], item["id"]))


def take(candidates: list[dict[str, Any]], quota: int, selected: list[int], usage: dict[str, int]) -> int:
    """Extend `selected` by what fits into the quota; returns the tokens spent."""
    spent = 0
    present = set(selected)
    for position, item in enumerate(candidates):
        if position in present:
            continue
        count = usage.setdefault(item["source"], 0)
        if count == 2 or item["tokens"] > quota - spent:
            continue
        usage[item["source"]] = count + 1
        selected.append(position)
        spent += item["tokens"]
    return spent


def turn_start(messages: list[dict[str, Any]], stop: int) -> int:
    start = stop - 1
    while start and messages[start]["role"] == "assistant":
        start -= 1
    return start


def compose(
    request: dict[str, Any], candidates: list[dict[str, Any]], selected: list[int], keep: set[int], used: int
) -> dict[str, Any]:
    out = [{"role": "system", "content": request["system"]["text"]}]
    if selected:
        block = "\n".join("[{}] {}".format(candidates[n]["id"], candidates[n]["text"]) for n in selected)
        out.append({"role": "system", "content": block})
    out += [{"role": m["role"], "content": m["text"]} for n, m in enumerate(request["history"]) if n in keep]
    out.append({"role": "user", "content": request["question"]["text"]})
    chosen = set(selected)
    return {
        "messages": out,
        "used": used,
        "dropped": {
            "history": [n for n in range(len(request["history"])) if n not in keep],
            "passages": [item["id"] for n, item in enumerate(candidates) if n not in chosen],
        },
    }


def validate(request: Any) -> None:
    expect(request, "request", {"budget": "amount", "system": "object", "history": "array", "passages": "array", "question": "object"})
    for key in ("system", "question"):
        expect(request[key], key, {"text": "text", "tokens": "amount"})
    for number, message in enumerate(request["history"]):
        place = f"history.{number}"
        expect(message, place, {"role": "role", "text": "text", "tokens": "amount"})
        if "pinned" in message and type(message["pinned"]) is not bool:
            raise ValueError(f"{place}.pinned: expected boolean")
    ids: set[str] = set()
    for number, item in enumerate(request["passages"]):
        place = f"passages.{number}"
        expect(item, place, {"id": "text", "text": "text", "tokens": "amount", "score": "score", "source": "text"})
        if item["id"] in ids:
            raise ValueError(f"{place}.id: duplicate")
        ids.add(item["id"])


def expect(value: Any, place: str, fields: dict[str, str]) -> None:
    if type(value) is not dict:
        raise ValueError(f"{place}: expected object")
    for name, kind in fields.items():
        if name not in value:
            raise ValueError(f"{place}.{name}: required")
        if not matches(value[name], kind):
            raise ValueError(f"{place}.{name}: expected {kind}")


def matches(value: Any, kind: str) -> bool:
    actual = type(value)
    if kind == "text":
        return actual is str
    if kind == "amount":
        return actual is int and value >= 0
    if kind == "score":
        return actual is int or (actual is float and value == value)
    if kind == "role":
        return actual is str and value in ("user", "assistant")
    return actual is (dict if kind == "object" else list)
