"""
Privacy Utilities Module
========================

This module contains privacy utilities that are used throughout the package.
"""

import re
from typing import List, Optional, Tuple

from triage.constants import CARD_PLACEHOLDER, EMAIL_PLACEHOLDER, MAX_CARD_DIGITS, MIN_CARD_DIGITS

# Pattern that matches e-mail addresses
EMAIL_PATTERN = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+@(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,}")

# Pattern that matches sequences of digit groups
DIGIT_SEQUENCE_PATTERN = re.compile(r"[0-9]+(?:[ \-][0-9]+)+|[0-9]{13,}")


def luhn_check(number: str) -> bool:
    """
    Check whether a number passes the Luhn algorithm.

    Args:
        number (str): The number.

    Returns:
        bool: True if the number passes the Luhn algorithm, False otherwise.
    """
    digits = [int(digit) for digit in number]
    # Reverse the digits
    digits.reverse()
    checksum = 0
    for index, digit in enumerate(digits):
        # Double every second digit
        if index % 2 == 1:
            digit = digit * 2
            # Subtract 9 if the result is greater than 9
            if digit > 9:
                digit = digit - 9
        checksum = checksum + digit
    return checksum % 10 == 0


def is_card_number(number: str) -> bool:
    """
    Check whether a number is a payment card number.

    Args:
        number (str): The number.

    Returns:
        bool: True if the number is a payment card number, False otherwise.
    """
    if not number.isdigit():
        return False
    if len(number) < MIN_CARD_DIGITS:
        return False
    if len(number) > MAX_CARD_DIGITS:
        return False
    return luhn_check(number)


def mask_emails(text: str) -> str:
    """
    Mask all e-mail addresses in a text.

    Args:
        text (str): The text.

    Returns:
        str: The text with masked e-mail addresses.
    """
    return EMAIL_PATTERN.sub(EMAIL_PLACEHOLDER, text)


def tokenize_digit_sequence(sequence: str) -> List[Tuple[str, str]]:
    """
    Split a sequence into digit groups and the separators that follow them.

    Args:
        sequence (str): The sequence.

    Returns:
        List[Tuple[str, str]]: Pairs of digit groups and separators.
    """
    return [(match.group(1), match.group(2)) for match in re.finditer(r"([0-9]+)([ \-]?)", sequence)]


def find_card_end(groups: List[Tuple[str, str]], start: int) -> Optional[int]:
    """
    Find the end of the longest card number that starts at a group.

    Args:
        groups (List[Tuple[str, str]]): The groups.
        start (int): The index of the first group.

    Returns:
        Optional[int]: The index after the last group, or None if there is no card number.
    """
    candidate = ""
    best_end: Optional[int] = None
    for index in range(start, len(groups)):
        candidate += groups[index][0]
        if len(candidate) > MAX_CARD_DIGITS:
            break
        if is_card_number(candidate):
            best_end = index + 1
    return best_end


def mask_digit_sequence(match: "re.Match[str]") -> str:
    """
    Mask all card numbers in a matched sequence of digit groups.

    Args:
        match (re.Match[str]): The match.

    Returns:
        str: The sequence with masked card numbers.
    """
    groups = tokenize_digit_sequence(match.group(0))
    masked = ""
    index = 0
    while index < len(groups):
        end = find_card_end(groups, index)
        if end is None:
            masked += groups[index][0] + groups[index][1]
            index += 1
        else:
            masked += CARD_PLACEHOLDER + groups[end - 1][1]
            index = end
    return masked


def mask_card_numbers(text: str) -> str:
    """
    Mask all payment card numbers in a text.

    Args:
        text (str): The text.

    Returns:
        str: The text with masked payment card numbers.
    """
    return DIGIT_SEQUENCE_PATTERN.sub(mask_digit_sequence, text)


def sanitize_text(text: Optional[str]) -> str:
    """
    Sanitize a text by masking all personal data.

    Args:
        text (Optional[str]): The text.

    Returns:
        str: The sanitized text.
    """
    # Handle None and empty texts
    if text is None or text == "":
        return ""
    # Mask e-mail addresses first
    text = mask_emails(text)
    # Mask card numbers second
    return mask_card_numbers(text)
