"""LateML: a configurable experimentation framework for late-delivery prediction."""

__version__ = "2.0.0"
__all__ = ["__version__"]
