"""Ticket triage, in four layers: domain, application, infrastructure, presentation."""

from triage.presentation.function import triage_ticket

__all__ = ["triage_ticket"]
