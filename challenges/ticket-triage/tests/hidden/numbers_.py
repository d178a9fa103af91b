"""Card numbers and their neighbours, drawn so that it is beyond doubt which digits are a card."""

import re

from desk import draw


def luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def has_card(digits, but=None):
    """Whether any row of the digits could be a card, other than the one from and to the places in `but`."""
    for size in range(13, min(19, len(digits)) + 1):
        for start in range(len(digits) - size + 1):
            if (start, start + size) != but and luhn(digits[start : start + size]):
                return True
    return False


def digits(count):
    return draw.choice("123456789") + "".join(draw.choices("0123456789", k=count - 1))


def card(count=16):
    """A card number, no part of which is another one."""
    return beside(0, count, 0)[1]


def no_card(count):
    """A number that is no card, and no part of which is one."""
    while True:
        made = digits(count)
        if not has_card(made):
            return made


def beside(before, size, behind):
    """A card between numbers of so many digits, where no other row of the digits could be a card."""
    while True:
        number = digits(size - 1)
        number += next(last for last in "0123456789" if luhn(number + last))
        parts = digits(before) if before else "", number, digits(behind) if behind else ""
        if not has_card("".join(parts), but=(before, before + size)):
            return parts


def grouped(number, separator, size=4):
    return separator.join(number[start : start + size] for start in range(0, len(number), size))


def squeezed(text):
    """The text with digits moved together, so that a card can't hide behind separators."""
    return re.sub(r"(?<=\d)[ -](?=\d)", "", text)
