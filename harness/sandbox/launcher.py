"""Starts bubblewrap for `harness.sandbox.spawn`: one small process of its own, with one thread, for as long as the harness runs.

Forks for each sandbox, enters its control groups and its pod's network, makes its work folders, drops root, and becomes
bubblewrap. A process with one thread may fork safely, and as bubblewrap's parent it lives as long as the sandbox may: the
kernel's "die with the parent" means the parent's thread. Trusted; of the standard library only, since it starts in
every run.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import socket
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x10000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_REC, MS_SLAVE = 2, 4, 0x4000, 1 << 19
PR_SET_PDEATHSIG = 1
VICTIM = "500"  # when the host as a whole runs out of memory, sandboxes go first

_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    harness = socket.socket(fileno=int(sys.argv[1]))
    harness.set_inheritable(False)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps; statuses come from bubblewrap itself
    with contextlib.suppress(OSError):
        harness.send(b"ready")
    me = os.getpid()
    while True:
        try:
            _, descriptors, _, _ = socket.recv_fds(harness, 1, 64)
        except ConnectionError:
            return
        if not descriptors:
            return  # the harness is gone: with us go all its sandboxes
        if os.fork() == 0:
            _run(descriptors, me)
        for descriptor in descriptors:
            os.close(descriptor)


def _run(descriptors: list[int], launcher: int) -> None:
    """The first descriptor holds what to do, and gives the others their names."""
    try:
        with open(descriptors[0], "rb") as file:
            wanted = json.load(file)
        given = dict(zip(wanted["descriptors"], descriptors[1:], strict=True))
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            os.dup2(given[name], number)
        _become(wanted, given, launcher)
    except BaseException as error:
        os.write(2, f"launcher: {error}".encode())
    finally:
        os._exit(126)


def _become(wanted: Mapping[str, Any], given: Mapping[str, int], launcher: int) -> None:
    for group in wanted["groups"]:
        _write(f"{group}/cgroup.procs", "0")
    with contextlib.suppress(OSError):
        _write("/proc/self/oom_score_adj", VICTIM)
    for name, kind in (("user", CLONE_NEWUSER), ("net", CLONE_NEWNET)):
        if name in given:
            _call("setns", given[name], kind)
    if wanted["folders"]:
        _make_folders(wanted["place"], wanted["folders"])
    for name, value in wanted["limits"].items():
        limit = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(limit)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))
    if wanted["uid"] is not None:
        os.setgroups([])
        os.setresgid(wanted["uid"], wanted["uid"], wanted["uid"])
        os.setresuid(wanted["uid"], wanted["uid"], wanted["uid"])
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # after the change of user, which takes it back
    if os.getppid() != launcher:
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.umask(0o022)
    os.chdir("/")
    argv = wanted["argv"]
    kept = {name: number for name, number in given.items() if f"{{{name}}}" in argv}
    for name in os.listdir("/proc/self/fd"):  # nothing of ours goes along by accident
        with contextlib.suppress(OSError):
            os.set_inheritable(int(name), int(name) in (0, 1, 2, *kept.values()))
    argv = [str(kept[part[1:-1]]) if part[1:-1] in kept and part[:1] == "{" else part for part in argv]
    os.execve(argv[0], argv, {})


def _make_folders(place: str, folders: Mapping[str, str]) -> None:
    """Folders with a limit of bytes and of files, below `place`; in a mount namespace that ends with the sandbox."""
    _call("unshare", CLONE_NEWNS)
    _mount(None, "/", None, MS_REC | MS_SLAVE, None)
    _mount(b"tmpfs", place, b"tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=64k")
    for name, options in folders.items():
        os.mkdir(f"{place}/{name}")
        _mount(b"tmpfs", f"{place}/{name}", b"tmpfs", MS_NOSUID | MS_NODEV, options)


def _mount(source: bytes | None, target: str, kind: bytes | None, flags: int, options: str | None) -> None:
    _call("mount", source, target.encode(), kind, flags, options.encode() if options else None, what=f"mount {target}")


def _call(name: str, *arguments: Any, what: str | None = None) -> None:
    if getattr(_libc, name)(*arguments):
        raise OSError(f"{what or name}: {os.strerror(ctypes.get_errno())}")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


if __name__ == "__main__":
    main()
