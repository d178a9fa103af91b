"""Prompt packing under a token budget."""

import logging
import math

logger = logging.getLogger(__name__)

RESERVED_FOR_PASSAGES = 0.6


class BudgetError(ValueError):
    def __init__(self, needed, budget):
        super().__init__(f"required parts need {needed} tokens, the budget is {budget}")
        self.needed = needed
        self.budget = budget


def validate(request):
    for key in ("budget", "system", "history", "passages", "question"):
        if key not in request:
            raise ValueError(f"missing key: {key}")
    if request["budget"] < 0:
        raise ValueError("budget must not be negative")
    for message in request["history"]:
        if message["role"] not in ("user", "assistant"):
            raise ValueError(f"unknown role {message['role']!r}")
        if message["tokens"] < 0:
            raise ValueError("tokens must not be negative")
    for passage in request["passages"]:
        if math.isnan(passage["score"]):
            raise ValueError("score must be a number")
        if passage["tokens"] < 0:
            raise ValueError("tokens must not be negative")


def pack(request):
    validate(request)

    pinned = [m for m in request["history"] if m.get("pinned")]
    needed = request["system"]["tokens"] + request["question"]["tokens"] + sum(m["tokens"] for m in pinned)
    if needed > request["budget"]:
        raise BudgetError(needed, request["budget"])

    remaining = request["budget"] - needed
    passage_budget = math.floor(RESERVED_FOR_PASSAGES * remaining)

    # best passages first
    passages = sorted(request["passages"], key=lambda p: p["score"], reverse=True)
    chosen = []
    for passage in passages:
        if passage["tokens"] > passage_budget:
            continue
        chosen.append(passage)
        passage_budget -= passage["tokens"]
        remaining -= passage["tokens"]

    # newest messages first
    kept = []
    for index in reversed(range(len(request["history"]))):
        message = request["history"][index]
        if message.get("pinned"):
            kept.append(index)
        elif message["tokens"] <= remaining:
            kept.append(index)
            remaining -= message["tokens"]
    kept.reverse()

    # whatever fits
    for passage in passages:
        if passage not in chosen and passage["tokens"] <= remaining:
            chosen.append(passage)
            remaining -= passage["tokens"]

    messages = [{"role": "system", "content": request["system"]["text"]}]
    if chosen:
        context = "\n".join(f"[{p['id']}] {p['text']}" for p in chosen)
        messages.append({"role": "system", "content": context})
    for index in kept:
        message = request["history"][index]
        messages.append({"role": message["role"], "content": message["text"]})
    messages.append({"role": "user", "content": request["question"]["text"]})

    logger.debug("packed %d messages, %d tokens left", len(messages), remaining)
    return {
        "messages": messages,
        "used": request["budget"] - remaining,
        "dropped": {
            "history": [i for i in range(len(request["history"])) if i not in kept],
            "passages": [p["id"] for p in passages if p not in chosen],
        },
    }
