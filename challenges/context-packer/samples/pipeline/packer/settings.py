"""Settings, overridable by environment variables."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fractions import Fraction

PREFIX = "PACKER_"
DEFAULT_STAGES = ("validate", "reserve", "passages", "history", "backfill", "render")


def _tuple(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


@dataclass(frozen=True)
class Settings:
    stages: tuple[str, ...] = field(default=DEFAULT_STAGES)
    passage_share: Fraction = Fraction(6, 10)
    max_per_source: int = 2
    trace: bool = False

    @classmethod
    def from_env(cls) -> Settings:
        env = os.environ
        return cls(
            stages=_tuple(env.get(PREFIX + "STAGES", ",".join(DEFAULT_STAGES))),
            passage_share=Fraction(env.get(PREFIX + "PASSAGE_SHARE", "6/10")),
            max_per_source=int(env.get(PREFIX + "MAX_PER_SOURCE", "2")),
            trace=env.get(PREFIX + "TRACE", "0") == "1",
        )
