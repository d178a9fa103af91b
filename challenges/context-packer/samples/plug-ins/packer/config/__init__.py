from .loader import load_profile
from .model import PluginRef, Profile, StepConfig

__all__ = ["PluginRef", "Profile", "StepConfig", "load_profile"]
