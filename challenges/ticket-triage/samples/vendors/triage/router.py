"""Asks the vendors in their order until one gives a verdict."""

import time

from . import health
from .breaker import Breaker
from .settings import Settings
from .vendors import Busy, Down, Vendor, create
from .verdict import read

LIMIT = 3
PATIENCE = 2.0


class Router:
    def __init__(self, settings: Settings) -> None:
        self.vendors = [create(name.strip(), settings) for name in settings.vendors.split(",")]
        self.breakers = {vendor.name: Breaker.of(vendor.name, settings) for vendor in self.vendors}

    def ask(self, messages: list[dict], until: float) -> dict | None:
        for number in range(LIMIT):
            vendor = self._vendor(number)
            left = until - time.monotonic()
            if vendor is None or left <= 0.02:
                return None
            health.bump(f"asked.{vendor.name}")
            try:
                verdict = read(vendor.text(messages, min(left, PATIENCE)))
            except Busy as busy:
                health.bump(f"busy.{vendor.name}")
                pause = min(busy.seconds, max(0.0, until - time.monotonic()))
                if number + 1 < LIMIT:
                    time.sleep(pause)
                continue
            except Down as down:
                health.bump(f"down.{vendor.name}")
                self.breakers[vendor.name].failure()
                if down.final and len(self.vendors) == 1:
                    return None
                continue
            if verdict is not None:
                self.breakers[vendor.name].success()
                return verdict
            health.bump(f"nonsense.{vendor.name}")
        return None

    def _vendor(self, number: int) -> Vendor | None:
        """With one vendor always that one, else the next whose breaker is closed."""
        able = [vendor for vendor in self.vendors if self.breakers[vendor.name].closed()]
        return able[number % len(able)] if able else None
