"""Who waits, and which batch leaves when.

Nothing here knows what time it is or what a network is. Whoever drives a `Schedule` tells it what happened and when, and asks what to do
now. So every rule about batches can be tested with plain numbers (tests/test_schedule.py), and the awkward moments, such as a hang-up
in the same millisecond as a batch, are just calls in a certain order.
"""

from dataclasses import dataclass, field

# These come from the model's interface (16, 2) and from the brief (256, 20 ms).
BATCH = 16
SLOTS = 2
ROOM = 256
PATIENCE = 0.020


class NoRoom(Exception):
    """Too many inputs wait."""


@dataclass(eq=False)  # compared by identity: two clients may well send equal texts at the same time
class Entry:
    """An input that waits, with whatever the driver needs to answer it.

    text: what the client sent.
    due: when it has waited long enough for company, in seconds of the driver's clock.
    owner: the driver's business; here it is a future.
    """

    text: str
    due: float
    owner: object = None


@dataclass
class Schedule:
    """The queue and the model's slots.

    queue: those who wait, by arrival. A dict without values, for it is ordered and forgets any of its members quickly.
    free: model slots without a request.
    """

    queue: dict[Entry, None] = field(default_factory=dict)
    free: int = SLOTS

    def arrive(self, text: str, now: float, owner: object = None) -> Entry:
        """An input has come. Raises NoRoom; nothing has changed then."""
        if len(self.queue) >= ROOM:
            raise NoRoom
        entry = Entry(text, now + PATIENCE, owner)
        self.queue[entry] = None
        return entry

    def leave(self, entry: Entry) -> None:
        """A client has gone. Nothing happens if its input has left in a batch by now."""
        self.queue.pop(entry, None)

    def take(self, now: float) -> list[Entry]:
        """The batch that should leave now, which takes a slot until `release`; empty if none should."""
        wake = self.wake()
        if wake is None or now < wake:
            return []
        batch = list(self.queue)[:BATCH]
        for entry in batch:
            del self.queue[entry]
        self.free -= 1
        return batch

    def release(self) -> None:
        """A batch is done with its slot, whatever came of it."""
        self.free += 1

    def wake(self) -> float | None:
        """When to ask for a batch next, if nothing happens before; possibly in the past. None: there is nothing to wait for."""
        if not self.queue or not self.free:
            return None
        if len(self.queue) >= BATCH:
            return 0.0
        return next(iter(self.queue)).due  # everyone waits equally long, so the first to come is the first to be due

    @property
    def idle(self) -> bool:
        """Whether all work is done."""
        return not self.queue and self.free == SLOTS
