"""Lanes: named queues with a shared capacity.

Today there is one lane, ``default``. Paying customers could get a lane of their own by adding its name to the
configuration; lanes are served in the order in which they are listed.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Iterator

_ids = count(1)


@dataclass(eq=False)
class Job:
    text: str
    lane: str
    future: "asyncio.Future[Any]"
    id: int = field(default_factory=lambda: next(_ids))
    queued_at: float = field(default_factory=time.monotonic)


class CapacityExceeded(Exception):
    pass


class LaneSet:
    def __init__(self, names: list[str], capacity: int) -> None:
        self._lanes: "OrderedDict[str, OrderedDict[int, Job]]" = OrderedDict((name, OrderedDict()) for name in names)
        self._capacity = capacity

    @property
    def depth(self) -> int:
        return sum(len(lane) for lane in self._lanes.values())

    @property
    def default(self) -> str:
        return next(iter(self._lanes))

    def put(self, job: Job) -> None:
        if self.depth >= self._capacity:
            raise CapacityExceeded
        self._lanes[job.lane][job.id] = job

    def remove(self, job: Job) -> bool:
        return self._lanes[job.lane].pop(job.id, None) is not None

    def oldest(self) -> float | None:
        ages = [next(iter(lane.values())).queued_at for lane in self._lanes.values() if lane]
        return min(ages, default=None)

    def take(self, most: int) -> list[Job]:
        return list(self._drain(most))

    def _drain(self, most: int) -> Iterator[Job]:
        taken = 0
        for lane in self._lanes.values():
            while lane and taken < most:
                taken += 1
                yield lane.popitem(last=False)[1]
