"""Models."""

from late.models.base import MODELS, ProbabilisticModel
from late.models import implementations as _implementations  # noqa: F401  registers the models
from late.models.bundle import ModelBundle

__all__ = ["MODELS", "ModelBundle", "ProbabilisticModel"]
