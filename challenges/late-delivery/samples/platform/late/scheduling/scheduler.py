"""Runs jobs at intervals, with exponential back-off after failures."""

import logging
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Scheduler:
    """One thread that calls a job again and again."""

    def __init__(self, job: Callable[[], None], every_s: float, most_backoff_s: float = 3600.0) -> None:
        self._job = job
        self._every_s = every_s
        self._most_backoff_s = most_backoff_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop it, after the job that runs."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        wait, failures = self._every_s, 0
        while not self._stop.wait(wait):
            try:
                self._job()
                wait, failures = self._every_s, 0
            except Exception:
                failures += 1
                wait = min(self._every_s * 2**failures, self._most_backoff_s)
                logger.exception("the job failed; trying again in %.0f s", wait)
