"""What a ticket is (rule 7)."""

import json
from datetime import datetime

KEYS = ("id", "subject", "body", "customer_tier", "received_at")
TIERS = ("free", "pro", "enterprise")


def problem(ticket: object) -> str | None:
    """What is wrong with a ticket, in words for whoever sent it. None if nothing is."""
    if not isinstance(ticket, dict):
        return "a ticket is a JSON object"
    for key in KEYS:
        if key not in ticket:
            return f"the key {key} is missing"
        if not isinstance(ticket[key], str):
            return f"{key} is not a string"
    if ticket["customer_tier"] not in TIERS:
        return f"customer_tier is not one of {', '.join(TIERS)}"
    try:
        datetime.fromisoformat(ticket["received_at"])
    except ValueError:
        return "received_at is not an ISO 8601 date and time"
    return None


def read(line: bytes) -> tuple[dict | None, dict | None]:
    """A line of input as (ticket, None), or as (None, the error to write in its place)."""
    try:
        ticket = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return None, {"id": None, "error": "the line is not UTF-8"}
    except RecursionError:
        return None, {"id": None, "error": "the line nests too deeply"}
    except ValueError as error:
        return None, {"id": None, "error": f"the line is not JSON: {error}"}
    wrong = problem(ticket)
    if wrong is None:
        return ticket, None
    id_ = ticket.get("id") if isinstance(ticket, dict) else None
    return None, {"id": id_ if isinstance(id_, str) else None, "error": wrong}
