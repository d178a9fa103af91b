"""The system calls that a sandbox may make: `seccomp.json`, for the Docker engine as it is, for bubblewrap compiled.

The compiled filters are made by tools/seccomp.py (docs/decisions/seccomp.md).
"""

import json
import platform
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def profile(gvisor: bool = False) -> str:
    """The profile as the engine takes it, on one line.

    gVisor's releases to 2023 answer every refused call with "not permitted", and a C library that gets that of clone3 starts no
    threads. They have no clone3 themselves, so there it need not be refused. And they know pselect6 by another name.
    """
    found = json.loads((HERE / "seccomp.json").read_text("utf-8"))
    if gvisor:
        for entry in found["syscalls"]:
            if entry["names"] == ["clone3"]:
                entry.update(action="SCMP_ACT_ALLOW")
                del entry["errnoRet"]
            elif "pselect6" in entry["names"]:
                entry["names"].append("pselect")
    return json.dumps(found, separators=(",", ":"))


def compiled(machine: str | None = None) -> bytes | None:
    """The BPF program for this machine's architecture, or None where there is none."""
    place = HERE / f"seccomp.{machine or platform.machine()}.bpf"
    return place.read_bytes() if place.exists() else None
