"""Equality that does not take `True` for `1`. Runs in the examiner, on plain data that a candidate's code gave."""

import collections
import datetime
import decimal
import fractions
import math

MAX_SHOWN = 80  # characters of one value
MAX_PATH = 12  # steps into nested values

_LISTS = (list, tuple, collections.deque)
_SETS = (set, frozenset)
_TEXTS = (str, bytes, bytearray)
_OTHERS = (type(None), bool, float, complex, range, datetime.date, datetime.datetime, datetime.time, datetime.timedelta)


def strict_equal(got, want):
    """Whether `got` equals `want` and every value in it has the same type.

    Deep. `True` is not `1`, `1` is not `1.0`, `-0.0` is not `0.0`, NaN equals NaN, a tuple is not a list. The order of a
    dict's keys does not matter, that of an OrderedDict does. Objects of the candidate's are never equal to plain data.
    """
    return _first_difference(got, want) is None


def difference(got, want):
    """One bounded line that says where `got` first differs from `want`, "" where they are strictly equal."""
    found = _first_difference(got, want)
    if found is None:
        return ""
    path, left, right = found
    return f"{_words(path) or 'the value'}: {_short(left)} is not {_short(right)}"


def _first_difference(got, want):
    """(path, got, want) at the first place that differs. A loop, so that no depth of nesting overflows.

    A path is a pair (path before, step): spelled out at each level, it would take quadratic time on deep data.
    """
    stack = [(None, got, want)]
    while stack:
        path, left, right = stack.pop()
        kind = type(left)
        if kind is not type(right):
            return path, left, right
        if issubclass(kind, _LISTS):
            if len(left) != len(right):
                return (path, " (length)"), len(left), len(right)
            stack.extend(((path, index), a, b) for index, (a, b) in reversed(list(enumerate(zip(left, right)))))
        elif issubclass(kind, (dict, *_SETS)):
            # The length first: what is built from here on is no larger than what the test's author wants.
            if len(left) != len(right):
                return (path, " (length)"), len(left), len(right)
            if issubclass(kind, _SETS):
                if {_key(each) for each in left} != {_key(each) for each in right}:
                    return path, left, right
                continue
            mine, theirs = {_key(key): key for key in left}, {_key(key): key for key in right}
            for mark, key in theirs.items():
                if mark not in mine:
                    return (path, " (keys)"), next(k for m, k in mine.items() if m not in theirs), key
            if issubclass(kind, collections.OrderedDict) and list(mine) != list(theirs):
                return (path, " (order of keys)"), list(left), list(right)
            stack.extend(((path, key), left[mine[mark]], right[key]) for mark, key in theirs.items())
        elif issubclass(kind, float):
            same = left == right and math.copysign(1, left) == math.copysign(1, right)
            if not same and not (math.isnan(left) and math.isnan(right)):
                return path, left, right
        elif issubclass(kind, complex):
            stack.append(((path, " (imaginary part)"), left.imag, right.imag))
            stack.append(((path, " (real part)"), left.real, right.real))
        elif left != right:
            return path, left, right
    return None


def _key(value):
    """A hashable mark that keeps the type: `1`, `1.0` and `True` are one key to a dict."""
    if isinstance(value, tuple):
        return type(value), tuple(map(_key, value))
    if isinstance(value, frozenset):
        return type(value), frozenset(map(_key, value))
    return type(value), repr(value) if isinstance(value, (float, complex)) else value


def _words(path):
    steps = []
    while path is not None:
        path, step = path
        steps.append(step if isinstance(step, str) and step.startswith(" (") else f"[{_short(step)}]")
    steps.reverse()
    return "".join(steps if len(steps) <= MAX_PATH else ["...", *steps[-MAX_PATH:]])


def _short(value):
    """`value` in bounded words. Never asks an object that isn't plain data: its `repr` is the candidate's code."""
    kind = type(value)
    if kind in _TEXTS:
        cut = len(value) > MAX_SHOWN
        return f"{value[:MAX_SHOWN]!r}... ({len(value):,} long)" if cut else repr(value)
    if kind is int:
        return repr(value) if value.bit_length() <= 3 * MAX_SHOWN else f"an int of {value.bit_length():,} bits"
    if kind in (*_LISTS, *_SETS, dict, collections.OrderedDict):
        few = 0 < len(value) <= 3 and kind in (list, tuple, dict) and all(map(_is_small, _parts(value)))
        return repr(value) if few or not value else f"a {kind.__name__} of {len(value):,}"
    if kind in (decimal.Decimal, fractions.Fraction):
        return f"a {kind.__name__}" if len(text := str(value)) > MAX_SHOWN else f"{kind.__name__}({text})"
    return repr(value) if kind in _OTHERS else f"<{kind.__name__[:MAX_SHOWN]}>"


def _parts(value):
    return [*value, *value.values()] if isinstance(value, dict) else value


def _is_small(value):
    kind = type(value)
    if kind in _TEXTS:
        return len(value) <= 20
    return (kind is int and value.bit_length() <= 64) or kind in (type(None), bool, float)
