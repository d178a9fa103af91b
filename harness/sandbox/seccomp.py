"""The system calls that a sandbox may make: `seccomp.json`, for the Docker engine as it is, for bubblewrap compiled.

The compiled filters are made by tools/seccomp.py (docs/decisions/seccomp.md).
"""

import json
import platform
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def profile() -> str:
    """The profile as the engine takes it, on one line."""
    return json.dumps(json.loads((HERE / "seccomp.json").read_text("utf-8")), separators=(",", ":"))


def compiled(machine: str | None = None) -> bytes | None:
    """The BPF program for this machine's architecture, or None where there is none."""
    place = HERE / f"seccomp.{machine or platform.machine()}.bpf"
    return place.read_bytes() if place.exists() else None
