"""Feature flags, read from FEATURE_* environment variables."""

from __future__ import annotations

import os


class FeatureFlags:
    KNOWN = ("cache", "auth", "audit", "tracing", "hedging")

    def __init__(self) -> None:
        self._values = {name: os.environ.get(f"FEATURE_{name.upper()}", "off").lower() == "on" for name in self.KNOWN}

    def enabled(self, name: str) -> bool:
        if name not in self._values:
            raise KeyError(f"unknown feature flag {name}")
        return self._values[name]

    def as_dict(self) -> dict[str, bool]:
        return dict(self._values)
