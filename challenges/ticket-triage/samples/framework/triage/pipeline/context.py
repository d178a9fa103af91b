"""What travels through the pipeline."""

from dataclasses import dataclass, field

from triage.core.types import ChatMessage, JsonObject


@dataclass
class TriageContext:
    """State of one ticket on its way."""

    ticket: JsonObject
    messages: list[ChatMessage] = field(default_factory=list)
    answer: JsonObject | None = None
    source: str = "model"
    attempts: int = 0

    def to_result(self) -> JsonObject:
        """The result as plain data."""
        assert self.answer is not None, "the pipeline did not finish"
        return {"id": self.ticket["id"], **self.answer, "source": self.source}
