"""Event-driven batching gateway."""

__version__ = "1.0.0"
