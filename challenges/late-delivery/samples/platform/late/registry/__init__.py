"""A model registry with versions and stages."""

from late.registry.models import ModelVersion, Stage
from late.registry.repository import ModelRegistry

__all__ = ["ModelRegistry", "ModelVersion", "Stage"]
