"""Who owns a sandbox: the process that opened it, so that what a dead one left behind can be told and removed."""

import os
from functools import cache
from pathlib import Path


@cache
def host() -> str:
    """This host, as far as it can be told; the same until it is installed anew."""
    for place in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            if text := Path(place).read_text("ascii").strip():
                return text
        except (OSError, UnicodeDecodeError):
            continue
    return os.uname().nodename


def boot() -> str:
    """This start of the host."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return "?"


def _started(pid: int) -> str | None:
    """When a process began, in clock ticks since the start of the host; None where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("latin-1").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None


def me() -> str:
    """The label of this process's sandboxes."""
    return f"{host()}:{boot()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(label: str) -> bool:
    """Whether the process that a label names ran on this host and runs no more."""
    parts = label.split(":")
    if len(parts) != 4 or parts[0] != host():
        return False
    if parts[1] != boot():
        return True
    return not parts[2].isdigit() or _started(int(parts[2])) != parts[3]
