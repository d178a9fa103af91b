"""Equality that does not take `True` for `1`. Runs in the examiner, on plain data that a candidate's code gave."""

import collections
import math

MAX_SHOWN = 80


def strict_equal(got, want):
    """Whether `got` equals `want` and every value in it has the same type.

    Deep. `True` is not `1`, `1` is not `1.0`, `-0.0` is not `0.0`, NaN equals NaN, a tuple is not a list. The order of a dict's keys
    does not matter, that of an OrderedDict does. Objects of the candidate's are never equal to plain data.
    """
    return _first_difference(got, want) is None


def difference(got, want):
    """One bounded line that says where `got` first differs from `want`, "" where they are strictly equal."""
    found = _first_difference(got, want)
    if found is None:
        return ""
    path, left, right = found
    return f"{path or 'the value'}: {_short(left)} is not {_short(right)}"


def _first_difference(got, want):
    """(path, got, want) at the first place that differs; a loop, so that no depth of nesting overflows."""
    stack = [("", got, want)]
    while stack:
        path, left, right = stack.pop()
        if type(left) is not type(right):
            return path, left, right
        if isinstance(left, (list, tuple, collections.deque)):
            if len(left) != len(right):
                return f"{path} (length)", len(left), len(right)
            stack.extend((f"{path}[{i}]", a, b) for i, (a, b) in reversed(list(enumerate(zip(left, right)))))
        elif isinstance(left, dict):
            if isinstance(left, collections.OrderedDict) and list(left) != list(right):
                return f"{path} (order of keys)", list(left), list(right)
            mine, theirs = {_key(key): key for key in left}, {_key(key): key for key in right}
            if mine.keys() != theirs.keys():
                return f"{path} (keys)", sorted(map(repr, left)), sorted(map(repr, right))
            stack.extend((f"{path}[{_short(key)}]", left[mine[mark]], right[key]) for mark, key in theirs.items())
        elif isinstance(left, (set, frozenset)):
            if {_key(each) for each in left} != {_key(each) for each in right}:
                return path, left, right
        elif isinstance(left, float):
            same = left == right and math.copysign(1, left) == math.copysign(1, right)
            if not same and not (math.isnan(left) and math.isnan(right)):
                return path, left, right
        elif isinstance(left, complex):
            stack.append((f"{path}.imag", left.imag, right.imag))
            stack.append((f"{path}.real", left.real, right.real))
        elif left != right:
            return path, left, right
    return None


def _key(value):
    """A hashable mark that keeps the type: `1`, `1.0` and `True` are one key to a dict."""
    if isinstance(value, (tuple, frozenset)):
        parts = map(_key, value)
        return type(value), tuple(parts) if isinstance(value, tuple) else frozenset(parts)
    if isinstance(value, float):
        return float, repr(value)
    return type(value), value


def _short(value):
    if isinstance(value, (str, bytes, bytearray)) and len(value) > MAX_SHOWN:
        return f"{value[:MAX_SHOWN]!r}... ({len(value):,} long)"
    if isinstance(value, (list, tuple, dict, set, frozenset, collections.deque)) and len(value) > 5:
        return f"a {type(value).__name__} of {len(value):,}"
    text = repr(value)
    return text if len(text) <= 2 * MAX_SHOWN else text[: 2 * MAX_SHOWN] + "..."
