"""Domain entities and value objects."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, List, NewType, Optional

InferenceId = NewType("InferenceId", str)
TenantId = NewType("TenantId", str)


class InferenceState(Enum):
    ACCEPTED = "accepted"
    BATCHED = "batched"
    COMPLETED = "completed"
    FAILED = "failed"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class InferenceInput:
    """Value object for an input."""

    text: str


@dataclass
class InferenceRequest:
    """Aggregate root: one input of one client on its way through the gateway."""

    input: InferenceInput
    tenant: TenantId = TenantId("anonymous")
    model: str = "default"
    id: InferenceId = field(default_factory=lambda: InferenceId(uuid.uuid4().hex))
    accepted_at: float = field(default_factory=time.monotonic)
    state: InferenceState = InferenceState.ACCEPTED
    output: Optional[Any] = None
    failure: Optional[str] = None

    def batch(self) -> None:
        self._expect(InferenceState.ACCEPTED)
        self.state = InferenceState.BATCHED

    def complete(self, output: Any) -> None:
        self.state = InferenceState.COMPLETED
        self.output = output

    def fail(self, reason: str) -> None:
        self.state = InferenceState.FAILED
        self.failure = reason

    def abandon(self) -> None:
        self.state = InferenceState.ABANDONED

    def _expect(self, state: InferenceState) -> None:
        if self.state is not state:
            raise ValueError(f"{self.id} is {self.state.value}, not {state.value}")


@dataclass(frozen=True)
class Batch:
    """An ordered set of requests that go to the model together."""

    requests: List[InferenceRequest]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __len__(self) -> int:
        return len(self.requests)

    @property
    def texts(self) -> List[str]:
        return [request.input.text for request in self.requests]
