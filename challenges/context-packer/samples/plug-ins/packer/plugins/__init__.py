from .registry import REGISTRY, PluginKind, plugin

__all__ = ["REGISTRY", "PluginKind", "plugin"]
