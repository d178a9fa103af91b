"""Who owns a sandbox: the process that opened it, so that what a dead one left behind can be told and removed.

And a user's number for each sandbox, so that none shares what the kernel counts by user with another.
"""

import itertools
import os
import random
from functools import cache
from pathlib import Path

from harness.errors import HarnessError

# Numbers that neither distributions nor systemd give to anybody.
FREE_UIDS = range(60578, 61184)
MANY_FREE_UIDS = range(0x70000000, 0x7FFEFFFF)


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
    return _text("/proc/sys/kernel/random/boot_id")


def _namespace() -> str:
    """Numbers of processes mean nothing in another container of the same host."""
    try:
        return Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        return "?"


def _text(path: str) -> str:
    try:
        return Path(path).read_text("ascii").strip()
    except OSError:
        return "?"


def _started(pid: int) -> str | None:
    """When a process began, in clock ticks since the start of the host; None where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("latin-1").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None


def started() -> str:
    """When this process began."""
    return _started(os.getpid()) or "0"


def label(pid: int | str, began: str) -> str:
    """What names a process of this host for ever."""
    return f"{host()}:{boot()}:{_namespace()}:{pid}:{began}"


def me() -> str:
    """The label of this process's sandboxes."""
    return label(os.getpid(), started())


def is_dead(said: str, running: bool = False) -> bool:
    """Whether the process that a label names ran on this host and runs no more. In doubt it is not dead.

    running: whether what it owns still runs. Then an earlier start of this host can't be its owner's: it is a host's
    that shares this one's name, such as a copy of the same disk.
    """
    parts = said.split(":")
    if len(parts) != 5 or parts[0] != host():
        return False
    if parts[1] != boot():
        return not running
    if parts[2] != _namespace() or not parts[3].isdigit():
        return False
    return _started(int(parts[3])) != parts[4]


_counter = itertools.count(random.randrange(len(FREE_UIDS)))


def free_uid() -> int:
    """A user's number that no other sandbox of this process has, and hardly one of another; below 65536."""
    return FREE_UIDS[next(_counter) % len(FREE_UIDS)]


def to_become() -> int | None:
    """The user that a sandbox's processes on this host become: one of their own; None where this is no root that could.

    Raises HarnessError for a root that can become nobody else, and is the host's own.
    """
    if os.geteuid() != 0:
        return None
    lines = [[int(part) for part in line.split()] for line in _text("/proc/self/uid_map").splitlines()]
    last = max((inside + count for inside, _, count in lines), default=0)
    if last > MANY_FREE_UIDS.stop:
        return random.choice(MANY_FREE_UIDS)
    if last > FREE_UIDS.stop:
        return free_uid()
    if any(inside == 0 and outside != 0 for inside, outside, _ in lines):
        return None  # root of a namespace that some user made for himself
    raise HarnessError("root can't become another user here, and no submission runs as root")
