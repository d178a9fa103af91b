"""Explanations."""

from late.explain.importance import permutation_importance

__all__ = ["permutation_importance"]
