"""Chooses what goes into a prompt, so that it never exceeds the token budget."""

import math

SHARE = (3, 5)  # of what is left for passages and history, the most that passages take at first
PER_SOURCE = 2
ROLES = ("user", "assistant")


class BudgetError(ValueError):
    """What must be in doesn't fit."""


def pack(request: dict) -> dict:
    """Messages for the model, the tokens that they use, and what was left out.

    Raises ValueError for a request of another form, BudgetError where system, question and pinned messages exceed the budget.
    """
    _check(request)
    history, passages = request["history"], request["passages"]
    kept = {index for index, message in enumerate(history) if message.get("pinned", False)}
    left = request["budget"] - request["system"]["tokens"] - request["question"]["tokens"]
    left -= sum(history[index]["tokens"] for index in kept)
    if left < 0:
        raise BudgetError(f"what must be in exceeds the budget by {-left} tokens")

    ranked = sorted(passages, key=lambda passage: (-passage["score"], passage["id"]))
    chosen: set[str] = set()
    sources: dict[str, int] = {}
    left -= _take_passages(ranked, left * SHARE[0] // SHARE[1], chosen, sources)
    left -= _take_turns(history, left, kept)
    left -= _take_passages(ranked, left, chosen, sources)

    return {
        "messages": _messages(request, [passage for passage in ranked if passage["id"] in chosen], sorted(kept)),
        "used": request["budget"] - left,
        "dropped": {
            "history": [index for index in range(len(history)) if index not in kept],
            "passages": [passage["id"] for passage in ranked if passage["id"] not in chosen],
        },
    }


def _take_passages(ranked: list, room: int, chosen: set[str], sources: dict[str, int]) -> int:
    """Add to `chosen` what fits into `room`, best first; the tokens taken."""
    taken = 0
    for passage in ranked:
        id_, source = passage["id"], passage["source"]
        if id_ in chosen or sources.get(source, 0) >= PER_SOURCE or taken + passage["tokens"] > room:
            continue
        chosen.add(id_)
        sources[source] = sources.get(source, 0) + 1
        taken += passage["tokens"]
    return taken


def _take_turns(history: list, room: int, kept: set[int]) -> int:
    """Add whole turns to `kept`, newest first, up to the first that doesn't fit into `room`; the tokens taken."""
    turns: list[list[int]] = []
    for index, message in enumerate(history):
        if message["role"] == "user" or not turns:
            turns.append([])
        turns[-1].append(index)
    taken = 0
    for turn in reversed(turns):
        cost = sum(history[index]["tokens"] for index in turn if index not in kept)
        if taken + cost > room:
            break
        kept.update(turn)
        taken += cost
    return taken


def _messages(request: dict, passages: list, kept: list[int]) -> list[dict]:
    messages = [{"role": "system", "content": request["system"]["text"]}]
    if passages:
        lines = [f"[{passage['id']}] {passage['text']}" for passage in passages]
        messages.append({"role": "system", "content": "\n".join(lines)})
    for index in kept:
        message = request["history"][index]
        messages.append({"role": message["role"], "content": message["text"]})
    messages.append({"role": "user", "content": request["question"]["text"]})
    return messages


def _check(request: object) -> None:
    """Raise ValueError, naming the key at fault, unless `request` has the form that the brief gives."""
    _fields(request, "request", budget=int, system=dict, history=list, passages=list, question=dict)
    for name in ("system", "question"):
        _fields(request[name], name, text=str, tokens=int)
    for index, message in enumerate(request["history"]):
        _fields(message, f"history[{index}]", role=str, text=str, tokens=int)
        if message["role"] not in ROLES:
            raise ValueError(f"history[{index}].role must be one of {ROLES}")
        if type(message.get("pinned", False)) is not bool:
            raise ValueError(f"history[{index}].pinned must be a bool")
    ids = set()
    for index, passage in enumerate(request["passages"]):
        _fields(passage, f"passages[{index}]", id=str, text=str, tokens=int, score=(int, float), source=str)
        if math.isnan(passage["score"]):
            raise ValueError(f"passages[{index}].score is NaN")
        if passage["id"] in ids:
            raise ValueError(f"passages[{index}].id is not the only one of its name")
        ids.add(passage["id"])


def _fields(value: object, where: str, **kinds: type | tuple[type, ...]) -> None:
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be a dict")
    for key, kind in kinds.items():
        if key not in value:
            raise ValueError(f"{where} has no key {key}")
        if not isinstance(value[key], kind) or isinstance(value[key], bool):
            raise ValueError(f"{where}.{key} is of the wrong type: {type(value[key]).__name__}")
        if key in ("budget", "tokens") and value[key] < 0:
            raise ValueError(f"{where}.{key} is negative")
