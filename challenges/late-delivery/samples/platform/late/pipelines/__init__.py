"""Pipelines: sequences of steps over a shared context."""

from late.pipelines.base import Pipeline, Step
from late.pipelines.factory import PipelineFactory

__all__ = ["Pipeline", "PipelineFactory", "Step"]
