"""What pydantic says of a value, in words for the person who wrote the YAML."""

import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from harness.nearby import did_you_mean

_SHOULD_BE = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number that is not infinite",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping of keys to values",
    "mapping_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "path_type": "a path",
    "date_type": "a date such as 2026-11-24",
    "date_parsing": "a date such as 2026-11-24",
    "date_from_datetime_parsing": "a date such as 2026-11-24",
    "datetime_type": "a date and time such as 2026-11-24T09:30:00Z",
    "datetime_parsing": "a date and time such as 2026-11-24T09:30:00Z",
    "datetime_from_date_parsing": "a date and time such as 2026-11-24T09:30:00Z",
    "timezone_aware": "a time with its time zone, such as 2026-11-24T09:30:00Z",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "string_too_short": "text of at least {min_length} characters",
    "string_too_long": "text of at most {max_length} characters",
    "string_pattern_mismatch": "text of the form {pattern}",
}
_EXAMPLES = {
    "a list": "write it as [one, two] or with a dash before each item",
    "a mapping of keys to values": "write it as key: value, indented",
}


def in_words(problem: Mapping[str, Any], model: type[BaseModel], data: Any) -> tuple[tuple[str | int, ...], str, str]:
    """Where it is, what is wrong there, and what to do about it."""
    kind, loc, context = problem["type"], problem["loc"], problem.get("ctx", {})
    place = _place(loc, data)
    owner, about = _described(model, loc)
    name = f"`{_dotted(place, data)}`" if place else "this"
    if kind == "missing":
        key = str(loc[-1])
        inside = f" in {name}" if place else ""
        return place, f"the key `{key}` is missing{inside}", f'add "{key}: ..."{_meaning(about)}'
    if kind == "extra_forbidden":
        known = _keys(owner)
        near = did_you_mean(str(loc[-1]), known)
        return place, f"{name} is not a known key", near or f"the keys here are {', '.join(known)}"
    if kind in ("too_short", "too_long"):
        return (
            place,
            f"{name} has {context['actual_length'] or 'no'} entries",
            _bound_in_words(kind, context) + _meaning(about),
        )
    if kind in ("value_error", "assertion_error"):
        return (
            place,
            f"{name}: {context.get('error', problem['msg'])}",
            about.description or "" if about else "",
        )
    if loc[-1:] == ("[key]",):
        return place, *_wrong_value(f"{name}: this key", kind, context, problem, None)
    return place, *_wrong_value(name, kind, context, problem, about)


def _bound_in_words(kind: str, context: Mapping[str, Any]) -> str:
    bound = context["min_length"] if kind == "too_short" else context["max_length"]
    are = "is" if bound == 1 else "are"
    return f"at least {bound} {are} needed" if kind == "too_short" else f"at most {bound} {are} allowed"


def _wrong_value(
    name: str, kind: str, context: Mapping[str, Any], problem: Mapping[str, Any], about: FieldInfo | None
) -> tuple[str, str]:
    value = problem["input"]
    if kind == "string_too_short" and not value:
        return f"{name} should be text, and is empty", f"write something{_meaning(about)}"
    if kind in _SHOULD_BE:
        wanted = _SHOULD_BE[kind].format_map({key: _number(value) for key, value in context.items()})
        if kind in ("literal_error", "enum"):
            wanted = "one of " + wanted.replace("'", '"')
    else:
        wanted = problem["msg"].removeprefix("Input should be ").removeprefix("Value should be ")
    return f"{name} should be {wanted}, and is {_seen(value)}", _remedy(kind, wanted, context, value, about)


def _remedy(kind: str, wanted: str, context: Mapping[str, Any], value: Any, about: FieldInfo | None) -> str:
    if kind in ("literal_error", "enum"):
        choices = [part.strip().strip("'") for part in str(context["expected"]).replace(" or ", ", ").split(",")]
        return did_you_mean(str(value), choices) or "write one of them"
    if kind == "string_type" and isinstance(value, bool | int | float):
        return f'put it in quotes: "{_seen(value)}"'
    if value is None:
        return f"write a value, or take the key away{_meaning(about)}"
    return f"{_EXAMPLES.get(wanted, 'change it')}{_meaning(about)}"


def _number(value: Any) -> Any:
    return f"{value:,.12g}" if isinstance(value, int | float) else value


def _meaning(about: FieldInfo | None) -> str:
    return f" ({about.description})" if about is not None and about.description else ""


def _seen(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:80]}"'
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, Sequence):
        return "a list"
    return str(value)[:80]


def _place(loc: Sequence[str | int], data: Any) -> tuple[str | int, ...]:
    """The part of pydantic's location that stands in the file; the rest names members of unions and the like."""
    place: list[str | int] = []
    for step in loc:
        known = data.keys() if isinstance(data, Mapping) else range(len(data)) if isinstance(data, list) else ()
        if step in known:
            data = data[step]
            place.append(step)
    return tuple(place)


def _dotted(place: Sequence[str | int], data: Any) -> str:
    """`criteria[2].id`: keys joined by dots; items count from 1, as people do."""
    text = ""
    for step in place:
        text += f"[{int(step) + 1}]" if isinstance(data, list) else f".{step}" if text else str(step)
        data = data[step]
    return text


def _keys(owner: type[BaseModel] | None) -> list[str]:
    return [about.alias or name for name, about in owner.model_fields.items()] if owner is not None else []


def _described(model: type[BaseModel], loc: Sequence[str | int]) -> tuple[type[BaseModel] | None, FieldInfo | None]:
    """The model that the last step of `loc` belongs to, and its field, where the annotations tell."""
    annotation: Any = model
    owner: type[BaseModel] | None = None
    about: FieldInfo | None = None
    for step in loc:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            owner = annotation
            about = _field(owner, step)
            annotation = _plain(about.annotation) if about is not None else None
        else:
            about = None if isinstance(step, str) else about
            annotation = _item(annotation)
    return owner, about


def _field(owner: type[BaseModel], step: str | int) -> FieldInfo | None:
    for name, about in owner.model_fields.items():
        if step in (name, about.alias):
            return about
    return None


def _plain(annotation: Any) -> Any:
    """Without Annotated and None; of a union the first model, else its first member."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        members = [_plain(member) for member in typing.get_args(annotation) if member is not type(None)]
        models = [member for member in members if isinstance(member, type) and issubclass(member, BaseModel)]
        return (models or members or [None])[0]
    return annotation


def _item(annotation: Any) -> Any:
    """What the items of a list, or the values of a mapping, are."""
    arguments = [argument for argument in typing.get_args(annotation) if argument is not Ellipsis]
    return _plain(arguments[-1]) if arguments else None
