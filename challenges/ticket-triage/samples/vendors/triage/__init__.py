from .core import triage_ticket

__all__ = ["triage_ticket"]
