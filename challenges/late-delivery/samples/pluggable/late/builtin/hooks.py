import logging
import time

from late.registry import registry

log = logging.getLogger("late")


@registry.register("hook", "timing")
class Timing:
    def __init__(self, settings):
        self.began = time.perf_counter()

    def _log(self, point):
        log.warning("%s after %.2f s", point, time.perf_counter() - self.began)

    def orders_cleaned(self, subject):
        self._log("orders cleaned")

    def model_fitted(self, subject):
        self._log("model fitted")

    def finished(self, subject):
        self._log("finished")


@registry.register("hook", "cap")
class Cap:
    """Probabilities no further from the middle than this."""

    def __init__(self, settings):
        self.least = settings.get("hooks.cap.least", 0.001)

    def predicted(self, probability):
        return probability.clip(self.least, 1 - self.least)
