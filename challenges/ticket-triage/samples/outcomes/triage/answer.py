"""What the model may say (rule 1)."""

import json

CATEGORIES = ("billing", "bug", "how_to", "account", "feature_request", "other")
LONGEST_REPLY = 600


class Unusable(ValueError):
    """Not what the model was asked for."""


def text_of(body: bytes) -> str:
    """The text in a chat completion."""
    try:
        text = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise Unusable("the body is no chat completion") from None
    if not isinstance(text, str):
        raise Unusable("the completion has no text")
    return text


def parse(text: str) -> dict:
    """The object that was asked for, with the four keys and no other. Values are as they came."""
    try:
        said = json.loads(without_fence(text))
    except (ValueError, RecursionError):
        raise Unusable("the content is no JSON") from None
    if not isinstance(said, dict):
        raise Unusable("the content is no object")
    checks = {
        "category": lambda value: isinstance(value, str) and value in CATEGORIES,
        "urgency": lambda value: is_int(value) and 1 <= value <= 4,
        "needs_human": lambda value: isinstance(value, bool),
        "reply": lambda value: isinstance(value, str) and 1 <= len(value) <= LONGEST_REPLY,
    }
    for key, good in checks.items():
        if key not in said:
            raise Unusable(f"{key} is missing")
        if not good(said[key]):
            raise Unusable(f"{key} is not as asked for")
    return {key: said[key] for key in checks}


def without_fence(text: str) -> str:
    """The inside of a ```json fence that is around the whole text; any other text as it is."""
    lines = text.strip().split("\n")
    if len(lines) > 2 and lines[0].strip() == "```json" and lines[-1].strip() == "```":
        return "\n".join(lines[1:-1])
    return text


def is_int(value: object) -> bool:
    """`True` is an int in Python, and none in JSON."""
    return isinstance(value, int) and not isinstance(value, bool)
