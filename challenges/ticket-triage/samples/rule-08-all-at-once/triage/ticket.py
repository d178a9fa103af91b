"""What a ticket looks like, and how it is read from a line of input."""

import datetime as dt
import json
from dataclasses import dataclass


class InvalidTicket(ValueError):
    """Not a ticket. `id` is the id that the answer may carry."""

    def __init__(self, reason: str, id: str | None = None) -> None:
        super().__init__(reason)
        self.id = id


@dataclass(frozen=True)
class Ticket:
    id: str
    subject: str
    body: str
    customer_tier: str
    received_at: str

    @classmethod
    def from_dict(cls, raw: object) -> "Ticket":
        if not isinstance(raw, dict):
            raise InvalidTicket("expected a JSON object")
        ident = raw.get("id")
        ident = ident if isinstance(ident, str) else None
        values = {}
        for field in cls.__dataclass_fields__:
            value = raw.get(field)
            if not isinstance(value, str):
                raise InvalidTicket(f"field {field!r} must be a string", ident)
            values[field] = value
        if values["customer_tier"] not in {"free", "pro", "enterprise"}:
            raise InvalidTicket("unknown customer_tier", ident)
        try:
            dt.datetime.fromisoformat(values["received_at"])
        except ValueError as exc:
            raise InvalidTicket(f"received_at: {exc}", ident) from exc
        return cls(**values)

    @classmethod
    def from_line(cls, line: bytes) -> "Ticket":
        try:
            raw = json.loads(str(line, "utf-8"))
        except RecursionError:
            raise InvalidTicket("nested too deeply") from None
        except ValueError as exc:
            raise InvalidTicket(f"not JSON: {exc}") from exc
        return cls.from_dict(raw)
