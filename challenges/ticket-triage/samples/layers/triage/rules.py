"""Business rules that are applied to the verdict of the model."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Sequence

from triage.models import Category, CustomerTier, ModelVerdict, Ticket, Urgency


class BusinessRule(ABC):
    """Interface of all business rules."""

    @abstractmethod
    def apply(self, ticket: Ticket, verdict: ModelVerdict) -> ModelVerdict:
        """Return the verdict, changed where the rule says so."""


class EnterpriseBugRule(BusinessRule):
    """Bugs of enterprise customers are at least urgency 2."""

    def apply(self, ticket: Ticket, verdict: ModelVerdict) -> ModelVerdict:
        if ticket.customer_tier is CustomerTier.ENTERPRISE and verdict.category is Category.BUG:
            return dataclasses.replace(verdict, urgency=min(verdict.urgency, Urgency.SOON))
        return verdict


class RuleEngine:
    """Applies all business rules in order."""

    def __init__(self, rules: Sequence[BusinessRule]) -> None:
        self._rules = tuple(rules)

    def apply(self, ticket: Ticket, verdict: ModelVerdict) -> ModelVerdict:
        """Apply all rules."""
        for rule in self._rules:
            verdict = rule.apply(ticket, verdict)
        return verdict
