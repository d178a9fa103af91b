from abc import ABC, abstractmethod


class Tokenizer(ABC):
    """Counts tokens."""

    @abstractmethod
    def count(self, text: str) -> int: ...

    def truncate(self, text: str, tokens: int) -> str:
        """The longest beginning of the text that has at most so many tokens. By halving; a tokenizer may know better."""
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.count(text[:middle]) <= tokens:
                low = middle
            else:
                high = middle - 1
        return text[:low]
