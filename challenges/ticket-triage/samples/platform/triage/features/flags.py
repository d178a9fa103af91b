"""Feature flags from the environment."""

import os
from collections.abc import Mapping


class FeatureFlags:
    """Answers whether a feature is on. `TRIAGE_FEATURES=cache,tracing` turns two on."""

    KNOWN = frozenset({"cache", "tracing", "storage", "plugins", "breaker"})

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        raw = (environ if environ is not None else os.environ).get("TRIAGE_FEATURES", "")
        self._on = {name.strip() for name in raw.split(",") if name.strip()} & self.KNOWN

    def __contains__(self, name: str) -> bool:
        return name in self._on

    def require(self, name: str) -> None:
        """Raise where a feature is off."""
        if name not in self._on:
            raise RuntimeError(f"feature {name!r} is off")
