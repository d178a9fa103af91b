"""What the steps of a pipeline share."""

from dataclasses import dataclass, field
from typing import Any

from late.core.errors import LateMLError
from late.core.events import EventBus


@dataclass
class PipelineContext:
    """A typed-enough bag of artefacts that steps read from and write to."""

    bus: EventBus
    artefacts: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, value: Any) -> None:
        """Store an artefact."""
        self.artefacts[name] = value
        self.bus.publish("artefact.stored", name=name, kind=type(value).__name__)

    def get(self, name: str) -> Any:
        """Return an artefact that an earlier step stored."""
        try:
            return self.artefacts[name]
        except KeyError:
            raise LateMLError(f"no step has produced the artefact '{name}'") from None

    def has(self, name: str) -> bool:
        """Whether an artefact is there."""
        return name in self.artefacts
