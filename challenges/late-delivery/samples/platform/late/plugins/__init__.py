"""Plug-ins: modules in the folder plugins/ that register further components when they are imported."""

from late.plugins.manager import PluginManager

__all__ = ["PluginManager"]
