"""Request and response bodies."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


class BodyTooLarge(Exception):
    pass


class BodyInvalid(Exception):
    pass


@dataclass(frozen=True)
class PredictRequest:
    input: str

    @classmethod
    def parse(cls, body: bytes) -> "PredictRequest":
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            raise BodyInvalid("the body is not JSON") from None
        if not isinstance(document, dict):
            raise BodyInvalid("the body is not a JSON object")
        if not isinstance(document.get("input"), str):
            raise BodyInvalid("`input` is missing or not a string")
        return cls(document["input"])


@dataclass(frozen=True)
class PredictResponse:
    output: Any

    def to_dict(self) -> dict[str, Any]:
        return {"output": self.output}


@dataclass(frozen=True)
class ErrorResponse:
    error: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
