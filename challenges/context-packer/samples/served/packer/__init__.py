"""The library. It has no dependency on the service around it."""

from .core import BudgetError, pack

__all__ = ["BudgetError", "pack"]
