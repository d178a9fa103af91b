"""Context packing as a pipeline of registered stages."""

from .context import PackContext
from .errors import BudgetError, RequestError
from .events import EventBus
from .pipeline import Pipeline
from .registry import registry
from .settings import Settings

__all__ = ["BudgetError", "EventBus", "PackContext", "Pipeline", "RequestError", "Settings", "pack", "registry"]


def pack(request: dict) -> dict:
    """Pack a request with the default pipeline."""
    return Pipeline.from_settings(Settings.from_env()).run(request)
