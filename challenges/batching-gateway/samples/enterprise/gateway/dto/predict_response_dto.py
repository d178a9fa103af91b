from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PredictResponseDto:
    """Body of a successful answer."""

    output: Any

    def to_dict(self) -> dict[str, Any]:
        return {"output": self.output}
