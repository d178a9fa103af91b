"""The form of a request (rule 10).

One function for each kind of value. They are called in the order of the table in the brief and raise at the first fault, so a caller
with three faults hears of one at a time. That is how the rest of our API behaves as far as the brief tells.
"""

from typing import Any, NoReturn


def check(request: Any) -> None:
    """Raise ValueError unless ``request`` is of the form in the brief. Keys that the brief doesn't know are ignored."""
    _dict(request, "request")
    _natural(request, "budget", "request")
    _part(_get(request, "system", "request"), "system")
    for index, message in enumerate(_list(request, "history")):
        _message(message, f"history[{index}]")
    first_seen: dict[str, int] = {}
    for index, passage in enumerate(_list(request, "passages")):
        _passage(passage, f"passages[{index}]")
        other = first_seen.setdefault(passage["id"], index)
        if other != index:
            _fault(f"passages[{index}]", "id", f"is that of passages[{other}], too")
    _part(_get(request, "question", "request"), "question")


def _part(part: Any, where: str) -> None:
    """What system, question, messages and passages have in common."""
    _dict(part, where)
    _string(part, "text", where)
    _natural(part, "tokens", where)


def _message(message: Any, where: str) -> None:
    _part(message, where)
    role = _string(message, "role", where)
    if role not in {"user", "assistant"}:
        _fault(where, "role", f"is {role!r}, which is neither 'user' nor 'assistant'")
    if not isinstance(message.get("pinned", False), bool):
        _fault(where, "pinned", "is not a bool")


def _passage(passage: Any, where: str) -> None:
    _part(passage, where)
    _string(passage, "id", where)
    _string(passage, "source", where)
    score = _get(passage, "score", where)
    if isinstance(score, bool) or not isinstance(score, int | float):
        _fault(where, "score", "is not a number")
    if score != score:  # NaN is the only number that is not equal to itself
        _fault(where, "score", "is NaN")


def _get(owner: dict, key: str, where: str) -> Any:
    if key not in owner:
        _fault(where, key, "is missing")
    return owner[key]


def _string(owner: dict, key: str, where: str) -> str:
    value = _get(owner, key, where)
    if not isinstance(value, str):
        _fault(where, key, "is not a str")
    return value


def _natural(owner: dict, key: str, where: str) -> int:
    """An int from 0 up. ``True`` is an ``int`` for ``isinstance``, and none here."""
    value = _get(owner, key, where)
    if isinstance(value, bool) or not isinstance(value, int):
        _fault(where, key, "is not an int")
    if value < 0:
        _fault(where, key, "is negative")
    return value


def _list(request: dict, key: str) -> list:
    value = _get(request, key, "request")
    if not isinstance(value, list):
        _fault("request", key, "is not a list")
    return value


def _dict(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise ValueError(f"{where} is not a dict but {type(value).__name__}")


def _fault(where: str, key: str, what: str) -> NoReturn:
    raise ValueError(f"{where}: {key} {what}")
