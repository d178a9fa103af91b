from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ModelResponseDto:
    """What comes from the model."""

    outputs: tuple[Any, ...]
