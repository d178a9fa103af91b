"""Masks personal data."""

import re
from itertools import accumulate

WORD = re.compile(r"[^\s<>()\[\],;:\"]+")
NUMBERS = re.compile(r"(?:[0-9]+[ -])*[0-9]+")


def scrub(text: str) -> str:
    return NUMBERS.sub(_cards, WORD.sub(_address, text))


def _address(found: re.Match) -> str:
    word = found[0]
    if "@" not in word:
        return word
    core = word.rstrip(".!?'*_-")
    name, _, host = core.rpartition("@")
    if name and re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        return "[email]" + word[len(core) :]
    return word


def _cards(found: re.Match) -> str:
    row = found[0]
    pieces = re.findall(r"[0-9]+|[ -]", row)
    numbers = pieces[::2]
    lengths = [0, *accumulate(map(len, numbers))]
    for first in range(len(numbers)):
        for last in range(min(len(numbers), first + 19), first, -1):
            if 13 <= lengths[last] - lengths[first] <= 19 and mod10("".join(numbers[first:last])):
                before, after = "".join(pieces[: 2 * first]), "".join(pieces[2 * last - 1 :])
                return before + "[card]" + NUMBERS.sub(_cards, after)
    return row


def mod10(digits: str) -> bool:
    parity = len(digits) % 2
    total = 0
    for place, character in enumerate(digits):
        value = int(character) << (place % 2 == parity)
        total += value if value < 10 else value - 9
    return not total % 10
