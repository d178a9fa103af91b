"""Late-delivery prediction package."""

__version__ = "1.0.0"
