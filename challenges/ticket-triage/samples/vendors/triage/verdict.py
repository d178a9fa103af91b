"""Reads what a model said."""

import json
from typing import Any

NAMES = frozenset(["billing", "bug", "how_to", "account", "feature_request", "other"])


def read(text: Any) -> dict | None:
    """The four values, None for anything else."""
    if not isinstance(text, str):
        return None
    text = text.strip()
    if text[:7] == "```json" and text[-3:] == "```":
        text = text[7:-3]
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not {"category", "urgency", "needs_human", "reply"} <= found.keys():
        return None
    category, urgency, human, reply = found["category"], found["urgency"], found["needs_human"], found["reply"]
    if not isinstance(category, str) or category not in NAMES:
        return None
    if isinstance(urgency, bool) or not isinstance(urgency, int) or urgency not in range(1, 5):
        return None
    if human is not True and human is not False:
        return None
    if not isinstance(reply, str) or len(reply) not in range(1, 601):
        return None
    return {"category": category, "urgency": urgency, "needs_human": human, "reply": reply}
