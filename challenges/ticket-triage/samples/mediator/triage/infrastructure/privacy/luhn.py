class LuhnChecker:
    SHORTEST, LONGEST = 13, 19

    def is_card(self, digits: str) -> bool:
        return self.SHORTEST <= len(digits) <= self.LONGEST and self._checksum(digits) == 0

    @staticmethod
    def _checksum(digits: str) -> int:
        total, double = 0, False
        for character in digits[::-1]:
            digit = ord(character) - ord("0")
            if double:
                digit = digit * 2 // 10 + digit * 2 % 10
            total += digit
            double = not double
        return total % 10
