"""Building blocks that everything else relies on."""

from late.core.context import PipelineContext
from late.core.errors import InputError, LateMLError
from late.core.events import Event, EventBus
from late.core.registry import Registry

__all__ = ["Event", "EventBus", "InputError", "LateMLError", "PipelineContext", "Registry"]
