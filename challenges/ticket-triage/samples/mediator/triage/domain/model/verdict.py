from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from triage.domain.model.values import Category, Reply, Urgency


class Origin(Enum):
    MODEL = "model"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Verdict:
    category: Category
    urgency: Urgency
    needs_human: bool
    reply: Reply
    origin: Origin

    def with_urgency(self, urgency: Urgency) -> Verdict:
        return replace(self, urgency=urgency)
