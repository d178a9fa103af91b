"""Pods that are open in this process, so that an interrupt can close every one of them."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from harness.errors import HarnessError
from harness.sandbox import Pod

_pods: set[Pod] = set()
_lock = threading.Lock()
_stopping = threading.Event()


@contextmanager
def tracked(context: AbstractContextManager[Pod]) -> Iterator[Pod]:
    """A pod that `close_all` knows of. Raises HarnessError where the process is being interrupted."""
    if _stopping.is_set():
        raise HarnessError("interrupted")
    with context as pod:
        with _lock:
            _pods.add(pod)
        try:
            yield pod
        finally:
            with _lock:
                _pods.discard(pod)


def close_all() -> None:
    """Close what is open, and let nothing open any more."""
    _stopping.set()
    with _lock:
        open_now = list(_pods)
    for pod in open_now:
        pod.close()
