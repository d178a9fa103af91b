"""Take e-mail addresses and card numbers out of free text."""

import re

_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_DIGIT = re.compile(r"[0-9]")


def redact(text: str) -> str:
    return _redact_cards(_EMAIL.sub("[email]", text))


def _redact_cards(text: str) -> str:
    out, pos = [], 0
    while pos < len(text):
        # A card begins where a number begins, never in the middle of one.
        if text[pos] in "0123456789" and not (pos and text[pos - 1] in "0123456789"):
            end = _card_end(text, pos)
            if end:
                out.append("[card]")
                pos = end
                continue
        out.append(text[pos])
        pos += 1
    return "".join(out)


def _card_end(text: str, start: int) -> int:
    """Index after the longest card that starts here; 0 if there is none."""
    digits, pos, best = [], start, 0
    while pos < len(text) and len(digits) < 19:
        if text[pos] in "0123456789":
            digits.append(int(text[pos]))
            pos += 1
            at_border = pos == len(text) or text[pos] not in "0123456789"
            if at_border and len(digits) >= 13 and _passes_luhn(digits):
                best = pos
        elif text[pos] in " -" and pos + 1 < len(text) and _DIGIT.match(text, pos + 1):
            pos += 1
        else:
            break
    return best


def _passes_luhn(digits: list[int]) -> bool:
    checksum = 0
    for index, digit in enumerate(reversed(digits)):
        if index % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        checksum += digit
    return checksum % 10 == 0
