"""What the registry knows of a model."""

from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any


class Stage(str, Enum):
    """The life of a model."""

    NONE = "none"
    STAGING = "staging"
    PRODUCTION = "production"
    ARCHIVED = "archived"


@dataclass
class ModelVersion:
    """One registered model."""

    name: str
    version: int
    sha256: str
    stage: Stage = Stage.NONE
    metrics: dict[str, float] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**asdict(self), "stage": self.stage.value}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ModelVersion":
        """From plain data."""
        return cls(**{**data, "stage": Stage(data["stage"])})
