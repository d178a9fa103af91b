"""Points in a run where plug-ins may look or interfere."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from late.registry import registry

POINTS = ("orders_read", "orders_cleaned", "features_made", "model_fitted", "evaluated", "predicted", "finished")


class Hooks:
    def __init__(self, settings: Any) -> None:
        self._listeners: dict[str, list[Callable[..., Any]]] = defaultdict(list)
        for name in settings["hooks.enabled"]:
            hook = registry.create("hook", name, settings)
            for point in POINTS:
                if listener := getattr(hook, point, None):
                    self._listeners[point].append(listener)

    def fire(self, point: str, subject: Any) -> Any:
        """Each listener gets the subject, and may give back another one."""
        for listener in self._listeners[point]:
            changed = listener(subject)
            subject = subject if changed is None else changed
        return subject
