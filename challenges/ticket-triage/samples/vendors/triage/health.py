import collections
import threading

_numbers: collections.Counter = collections.Counter()
_lock = threading.Lock()


def bump(name: str) -> None:
    with _lock:
        _numbers[name] += 1


def snapshot() -> dict[str, int]:
    with _lock:
        return dict(_numbers)


def prometheus() -> str:
    lines = ["# TYPE triage_events_total counter"]
    lines += [f'triage_events_total{{event="{name}"}} {count}' for name, count in sorted(snapshot().items())]
    return "\n".join(lines) + "\n"
