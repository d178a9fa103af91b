"""Which parts of a request are in the prompt (rules 2 to 6).

Passages are named by their rank, their place in the order of rule 4; messages by their index into the history.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHARE_NUMERATOR, SHARE_DENOMINATOR = 6, 10  # rule 3; two ints, since 0.6 is not exact as a float
PASSAGES_A_SOURCE = 2  # rule 4


class BudgetError(ValueError):
    """System, question and pinned messages need more tokens than the budget has (rule 2)."""


@dataclass(frozen=True)
class Choice:
    """What is in."""

    ranking: list[dict]
    """All passages, in the order of rule 4."""
    passages: frozenset[int]
    """The ranks of those that are in."""
    messages: frozenset[int]
    """The indexes of the messages that are in, pinned ones included."""


def choose(request: dict) -> Choice:
    """Choose from a request whose form has been checked. Raises BudgetError."""
    history = request["history"]
    remaining = request["budget"] - mandatory(request)
    if remaining < 0:
        raise BudgetError(f"what must be in is {-remaining} tokens larger than the budget of {request['budget']}")

    ranking = sorted(request["passages"], key=lambda passage: (-passage["score"], passage["id"]))
    first = fitting(ranking, remaining * SHARE_NUMERATOR // SHARE_DENOMINATOR)
    remaining -= sum(ranking[rank]["tokens"] for rank in first)

    recalled = newest(history, remaining)
    remaining -= sum(history[index]["tokens"] for index in recalled)

    second = fitting(ranking, remaining, already=first)
    pinned = [index for index, message in enumerate(history) if is_pinned(message)]
    return Choice(ranking, frozenset(first + second), frozenset(pinned + recalled))


def mandatory(request: dict) -> int:
    """The tokens of what is in whatever else there is (rule 2)."""
    pinned = sum(message["tokens"] for message in request["history"] if is_pinned(message))
    return request["system"]["tokens"] + request["question"]["tokens"] + pinned


def fitting(ranking: list[dict], room: int, already: Sequence[int] = ()) -> list[int]:
    """The ranks of the passages that go into ``room`` tokens, beside those that are in ``already`` (rules 4 and 6).

    A passage that is too large is skipped, and so is one whose source has its two passages in. Neither ends the search.
    """
    of_source: dict[str, int] = {}
    for rank in already:
        source = ranking[rank]["source"]
        of_source[source] = of_source.get(source, 0) + 1
    chosen: list[int] = []
    known = set(already)
    for rank, passage in enumerate(ranking):
        has = of_source.get(passage["source"], 0)
        if rank in known or has >= PASSAGES_A_SOURCE or passage["tokens"] > room:
            continue
        chosen.append(rank)
        of_source[passage["source"]] = has + 1
        room -= passage["tokens"]
    return chosen


def newest(history: list[dict], room: int) -> list[int]:
    """The indexes of the messages that are not pinned and that go into ``room`` tokens, by whole turns from the end (rule 5).

    A turn that doesn't fit ends it. A turn of pinned messages alone costs nothing, so it always fits, even into no room at all.
    """
    recalled: list[int] = []
    for turn in turns_from_the_end(history):
        loose = [index for index in turn if not is_pinned(history[index])]
        cost = sum(history[index]["tokens"] for index in loose)
        if cost > room:
            break
        recalled += loose
        room -= cost
    return recalled


def turns_from_the_end(history: list[dict]) -> Iterator[range]:
    """The turns, newest first, each as the indexes of its messages.

    A turn begins at a user message. Assistant messages before the first user message are a turn, too, which begins at index 0.
    """
    end = len(history)
    for index in range(len(history) - 1, -1, -1):
        if index == 0 or history[index]["role"] == "user":
            yield range(index, end)
            end = index


def is_pinned(message: dict) -> bool:
    """``pinned`` may be missing, which means false."""
    return message.get("pinned", False)
