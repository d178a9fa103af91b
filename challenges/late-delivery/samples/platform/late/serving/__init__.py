"""HTTP serving."""

from late.serving.server import PredictionServer

__all__ = ["PredictionServer"]
