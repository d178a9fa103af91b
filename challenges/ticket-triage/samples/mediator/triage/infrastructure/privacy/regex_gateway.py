from __future__ import annotations

import re

from triage.application.ports.gateways import PrivacyGateway
from triage.infrastructure.privacy.luhn import LuhnChecker


class RegexPrivacyGateway(PrivacyGateway):
    EMAIL = re.compile(r"(?<![\w.%+'-])[\w.%+'-]+@[\w-]+(?:\.[\w-]+)*\.\w+")
    NUMBER = re.compile(r"[0-9]+")

    def __init__(self, luhn: LuhnChecker) -> None:
        self._luhn = luhn

    def anonymise(self, text: str) -> str:
        return self._cards(self.EMAIL.sub("[email]", text))

    def _cards(self, text: str) -> str:
        numbers = [(found.start(), found.end()) for found in self.NUMBER.finditer(text)]
        result: list[str] = []
        written = index = 0
        while index < len(numbers):
            last = self._last_of_card(text, numbers, index)
            if last is not None:
                result.extend((text[written : numbers[index][0]], "[card]"))
                written = numbers[last][1]
                index = last
            index += 1
        result.append(text[written:])
        return "".join(result)

    def _last_of_card(self, text: str, numbers: list[tuple[int, int]], first: int) -> int | None:
        found, digits = None, ""
        for index in range(first, len(numbers)):
            start, end = numbers[index]
            if index > first and text[numbers[index - 1][1] : start] not in (" ", "-"):
                break
            digits += text[start:end]
            if len(digits) > self._luhn.LONGEST:
                break
            if self._luhn.is_card(digits):
                found = index
        return found
