"""Model providers. Importing this package registers all built-in providers."""

from triage.providers import openai_compatible

__all__ = ["openai_compatible"]
