"""Imports all built-in policies, so that they register."""

from ..policies import limits, rankings, renderers, schemas, shares, splits, steps

__all__ = ["limits", "rankings", "renderers", "schemas", "shares", "splits", "steps"]
