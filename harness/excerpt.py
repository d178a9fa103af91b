"""Cutting text down to what a page can bear, and saying how much was left out."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Excerpt:
    """The beginning and the end of a text; `left_out` characters stood between them. Whole where `left_out` is 0."""

    head: str
    tail: str = ""
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.head)

    def __str__(self) -> str:
        return f"{self.head}\n[{self.left_out:,} characters left out here]\n{self.tail}" if self.left_out else self.head


def cut(text: str, most: int) -> Excerpt:
    """At most `most` characters of `text`, half from each end, since the cause of a failure stands at either."""
    if len(text) <= most:
        return Excerpt(text)
    head = most - most // 2
    tail = most // 2
    return Excerpt(text[:head], text[len(text) - tail :], len(text) - most)


def fair_share(sizes: Iterable[int], all_together: int, most: int) -> int:
    """The most that each of `sizes` may take so that all together stay within `all_together`, and none is over `most`.

    Small ones stay whole and large ones are cut, so that a heap of junk can't crowd the rest off a page.
    """
    left = all_together
    waiting = sorted(sizes)
    for index, size in enumerate(waiting):
        share = left // (len(waiting) - index)
        if size > share:
            return min(share, most)
        left -= size
    return most
