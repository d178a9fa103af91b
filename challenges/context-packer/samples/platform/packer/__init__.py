"""Enterprise context packing."""

from packer.application.container import Container
from packer.domain.errors import BudgetError

__all__ = ["BudgetError", "pack"]
__version__ = "1.0.0"


def pack(request: dict) -> dict:
    return Container.default().service().pack(request)
