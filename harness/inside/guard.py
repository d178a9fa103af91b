"""What keeps a candidate's answer from deciding how long the examiner computes.

pytest's and unittest's explanations of a failed comparison take quadratic time and more: a wrong string of 30 KB stalls a
plain pytest for 12 s. Here they may compare only so much; beyond it they say that the values differ.
"""

import difflib

MAX_COMPARED = 4000  # characters or values, both sides together

_ndiff, _unified = difflib.ndiff, difflib.unified_diff


def _length(lines):
    return sum(len(line) + 20 for line in lines)


def _bounded(diff):
    def compare(a, b, *args, **kwargs):
        a, b = list(a), list(b)
        if _length(a) + _length(b) > 4 * MAX_COMPARED:
            return iter(["  (the values differ, and are too long to compare line by line)"])
        return diff(a, b, *args, **kwargs)

    return compare


def size(value, most):
    """Characters and values in plain data, counted up to `most`."""
    counted, stack = 0, [value]
    while stack and counted <= most:
        item = stack.pop()
        counted += 1
        if isinstance(item, (str, bytes, bytearray)):
            counted += len(item)
        elif type(item) in (list, tuple, set, frozenset):
            stack.extend(list(item)[:most])
        elif type(item) is dict:
            pairs = list(item.items())[:most]
            stack.extend(part for pair in pairs for part in pair)
        elif type(item) is int:
            counted += item.bit_length() // 3
    return counted


def bounded(explain):
    """Bound pytest's explanation of a failed comparison; `explain(op, left, right)` is pytest's own."""

    def compare(op, left, right):
        if size(left, MAX_COMPARED) + size(right, MAX_COMPARED) > MAX_COMPARED:
            return f"{_short(left)} {op} {_short(right)} (too long to compare in detail)"
        return explain(op, left, right)

    return compare


def _short(value):
    if isinstance(value, (str, bytes, bytearray)):
        return f"{value[:60]!r}... ({len(value):,} long)" if len(value) > 60 else repr(value)
    try:
        return f"<{type(value).__name__} of {len(value):,}>"
    except TypeError:
        return f"<{type(value).__name__}>"


def install():
    """Bound the comparisons of this process."""
    difflib.ndiff, difflib.unified_diff = _bounded(_ndiff), _bounded(_unified)
