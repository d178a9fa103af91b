"""Logging configuration."""

from __future__ import annotations

import logging
import sys

from triage.config import LoggingSettings


def setup_logging(settings: LoggingSettings) -> None:
    """Configure the root logger to write to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(settings.fmt))
    root = logging.getLogger()
    root.handlers.clear()
    root.addHandler(handler)
    root.setLevel(settings.level.upper())
