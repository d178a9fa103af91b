"""What must not leave the house (rule 4).

Both kinds are found by walking along the text rather than with one large regular expression: it takes time in proportion to the text,
whatever a customer pastes into it.
"""

from collections.abc import Iterator

LEAST_DIGITS, MOST_DIGITS = 13, 19
_ASCII_DIGITS = frozenset("0123456789")
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-")


def redact(text: str) -> str:
    """The text with `[email]` and `[card]` in the place of addresses and card numbers. All else stays as it is."""
    for find, word in ((addresses, "[email]"), (cards, "[card]")):
        text = _replace(text, find(text), word)
    return text


def _replace(text: str, spans: Iterator[tuple[int, int]], word: str) -> str:
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], word]
        done = end
    return "".join(pieces) + text[done:]


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where e-mail addresses begin and end: around each @, as far as the characters of an address go on both sides."""
    done = 0
    at = text.find("@")
    while at != -1:
        start = at
        while start > done and (text[start - 1] in _LOCAL or text[start - 1].isalnum()):
            start -= 1
        end = at + 1
        while end < len(text) and (text[end].isalnum() or text[end] in ".-_"):
            end += 1
        while end > at + 1 and not text[end - 1].isalnum():  # the full stop of a sentence is not the address's
            end -= 1
        if start < at and "." in text[at + 1 : end]:
            yield start, end
            done = end
        at = text.find("@", max(end, at + 1))


def cards(text: str) -> Iterator[tuple[int, int]]:
    """Where card numbers begin and end.

    A card begins where a number begins and ends where a number ends, and between its digits are single spaces or dashes. So an order
    number before it or a security code behind it is not part of it, though only a space lies between. Of several that begin in one
    place it is the longest.
    """
    position = 0
    while position < len(text):
        if text[position] in _ASCII_DIGITS and not (position and text[position - 1] in _ASCII_DIGITS):
            end = _end_of_card(text, position)
            if end:
                yield position, end
                position = end
                continue
        position += 1


def _end_of_card(text: str, position: int) -> int:
    """Where the longest card that begins here ends, 0 if none does."""
    digits: list[int] = []
    longest = 0
    while position < len(text) and len(digits) <= MOST_DIGITS:
        if text[position] in _ASCII_DIGITS:
            digits.append(int(text[position]))
            position += 1
            ends_here = position == len(text) or text[position] not in _ASCII_DIGITS
            if ends_here and LEAST_DIGITS <= len(digits) <= MOST_DIGITS and passes_luhn(digits):
                longest = position
        elif text[position] in " -" and text[position - 1] in _ASCII_DIGITS:
            position += 1
        else:
            break
    return longest


def passes_luhn(digits: list[int]) -> bool:
    """Every second digit from the right doubled, 9 less where that has two digits; the sum ends in 0."""
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
