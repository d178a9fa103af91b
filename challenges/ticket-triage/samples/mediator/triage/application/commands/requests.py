from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from triage.application.dto import PromptDto, ResultDto, TicketDto
from triage.application.mediator import Request
from triage.domain.model.verdict import Verdict


@dataclass(frozen=True)
class ParseTicketQuery(Request[TicketDto]):
    raw: Any


@dataclass(frozen=True)
class TriageTicketCommand(Request[ResultDto]):
    ticket: TicketDto


@dataclass(frozen=True)
class BuildPromptQuery(Request[PromptDto]):
    subject: str
    body: str


@dataclass(frozen=True)
class AskModelCommand(Request["Verdict | None"]):
    prompt: PromptDto
    budget_s: float = 7.5
    attempts: int = 3
