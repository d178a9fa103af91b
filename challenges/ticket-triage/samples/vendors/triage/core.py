"""From a ticket to a result."""

import re
import time
from datetime import datetime
from typing import Any

from . import cache, health, settings, store
from .prompt import conversation
from .router import Router

KEYS = ["id", "subject", "body", "customer_tier", "received_at"]
EXCUSE = "Hi! Thanks for your message. Our automatic assistant is having a break, so a colleague will reply to you personally."

def triage_ticket(ticket: dict) -> dict:
    verify(ticket)
    config = settings.load()
    messages = conversation(ticket)
    known = cache.lookup(config, messages)
    if known is not None:
        return finish(ticket, known, "model")
    answer = Router(config).ask(messages, until=time.monotonic() + 7.6)
    if answer is None:
        health.bump("fallback")
        return finish(ticket, {"category": "other", "urgency": 2, "needs_human": True, "reply": EXCUSE}, "fallback")
    cache.remember(config, messages, answer)
    return finish(ticket, answer, "model")


def finish(ticket: dict, answer: dict, source: str) -> dict:
    urgency = answer["urgency"]
    if ticket["customer_tier"] == "enterprise" and answer["category"] == "bug" and urgency in (3, 4):
        urgency = 2
    result = {"id": ticket["id"], **answer, "urgency": urgency, "source": source}
    store.save(settings.load(), result)
    return result


def verify(ticket: Any) -> None:
    if type(ticket) is not dict:
        raise ValueError("expected an object")
    for key in KEYS:
        if type(ticket.get(key)) is not str:
            raise ValueError(f"{key}: expected a string")
    if not re.fullmatch("free|pro|enterprise", ticket["customer_tier"]):
        raise ValueError("customer_tier: expected free, pro or enterprise")
    try:
        datetime.fromisoformat(ticket["received_at"])
    except ValueError as error:
        raise ValueError(f"received_at: {error}") from None
