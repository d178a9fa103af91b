"""LateML Platform: an end-to-end MLOps platform for late-delivery prediction."""

__version__ = "3.1.0"
__all__ = ["__version__"]
