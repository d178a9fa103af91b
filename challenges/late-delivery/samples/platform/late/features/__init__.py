"""Feature engineering."""

from late.features.assembler import FeatureAssembler
from late.features.base import TRANSFORMERS, FeatureTransformer
from late.features import transformers as _transformers  # noqa: F401  registers the transformers

__all__ = ["FeatureAssembler", "FeatureTransformer", "TRANSFORMERS"]
