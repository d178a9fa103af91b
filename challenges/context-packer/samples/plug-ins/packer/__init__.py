"""packer: an extensible engine for prompt composition.

    >>> from packer import pack
    >>> pack(request)["used"]
    82
"""

from .engine import Engine, default_engine
from .exceptions import BudgetError, ConfigError, PluginError
from .hooks import HookPoint, hook
from .plugins.registry import REGISTRY, plugin

__version__ = "0.3.0"
__all__ = ["BudgetError", "ConfigError", "Engine", "HookPoint", "PluginError", "REGISTRY", "hook", "pack", "plugin"]


def pack(request: dict) -> dict:
    """Compose a prompt with the default profile."""
    return default_engine().run(request)
