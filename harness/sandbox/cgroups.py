"""Memory, processes and CPU time of one bubblewrap sandbox as a whole: cgroup v2 or v1 where this host lets us make one.

Groups are named after the process that owns them, so that a dead run's can be told and removed.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from harness.limits import Limits
from harness.sandbox import owner

ROOT = Path("/sys/fs/cgroup")
V1 = ("memory", "pids", "cpu")
OOM_FILE = {"v1": "memory.oom_control", "v2": "memory.events"}


@cache
def kind() -> str | None:
    """ "v2", "v1" or "systemd" (a user's own scope): what can be used here, tried for real; None where nothing can."""
    for version, parents in (("v2", [ROOT]), ("v1", [ROOT / name for name in V1])):
        if version == "v2" and not (ROOT / "cgroup.controllers").exists():
            continue
        if all(_can_make(version, parent) for parent in parents):
            return version
    return "systemd" if _systemd_works() else None


def _can_make(version: str, parent: Path) -> bool:
    trial = parent / "grade" / f"probe-{os.getpid()}"
    try:
        trial.mkdir(parents=True)
        if version == "v2":
            _delegate(parent)
            _delegate(parent / "grade")
            (trial / "memory.max").read_text("ascii")
            (trial / "pids.max").read_text("ascii")
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError):
            trial.rmdir()
    return True


def _delegate(group: Path) -> None:
    (group / "cgroup.subtree_control").write_text("+memory +pids +cpu", "ascii")


def _systemd_works() -> bool:
    if os.geteuid() == 0 or not shutil.which("systemd-run"):
        return False
    try:
        return subprocess.run([*_scope(), "true"], capture_output=True, timeout=5, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _scope(*properties: str) -> list[str]:
    return ["systemd-run", "--user", "--scope", "--quiet", "--collect", *(f"--property={each}" for each in properties)]


class Group:
    """One sandbox's limits. `prefix` goes before its command line."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.kind = kind()
        self.folders: list[Path] = []
        self.prefix: list[str] = []
        memory = limits.memory_mib * 1024 * 1024
        if self.kind == "systemd":
            quota = f"CPUQuota={100 * limits.cpus:.0f}%"
            self.prefix = _scope(f"MemoryMax={memory}", "MemorySwapMax=0", f"TasksMax={limits.pids}", quota)
        elif self.kind is not None:
            self._make(f"{os.getpid()}-{_ticks()}-{name}", limits, memory)
            # The shell joins the groups and then becomes the program: nothing of it ever runs outside of them.
            joins = "; ".join(f"echo $$ > {folder}/cgroup.procs" for folder in self.folders)
            self.prefix = ["/bin/sh", "-c", f'set -e; {joins}; exec "$@"', "sh"]

    def _make(self, name: str, limits: Limits, memory: int) -> None:
        quota = int(limits.cpus * 100_000)
        if self.kind == "v2":
            values = {"memory.max": memory, "memory.swap.max": 0, "pids.max": limits.pids, "cpu.max": f"{quota} 100000"}
            self._group(ROOT / "grade" / name, values)
            return
        # The limit with swap can only be set above the one without, and is missing where the kernel doesn't count swap.
        memory_values = {"memory.limit_in_bytes": memory, "memory.memsw.limit_in_bytes": memory, "memory.swappiness": 0}
        self._group(ROOT / "memory" / "grade" / name, memory_values)
        self._group(ROOT / "pids" / "grade" / name, {"pids.max": limits.pids})
        self._group(ROOT / "cpu" / "grade" / name, {"cpu.cfs_period_us": 100_000, "cpu.cfs_quota_us": quota})

    def _group(self, folder: Path, values: Mapping[str, object]) -> None:
        folder.mkdir(parents=True)
        self.folders.append(folder)
        for name, value in values.items():
            with contextlib.suppress(FileNotFoundError):
                (folder / name).write_text(str(value), "ascii")

    @property
    def oom_file(self) -> Path | None:
        """Where the kernel counts what it ended here for lack of memory."""
        return self.folders[0] / OOM_FILE[self.kind] if self.folders and self.kind in OOM_FILE else None

    def ran_out(self) -> bool:
        """Whether the kernel ended something here for lack of memory."""
        if self.oom_file is None:
            return False
        try:
            lines = self.oom_file.read_text("ascii").splitlines()
        except OSError:
            return False
        return any(line.split()[0] == "oom_kill" and line.split()[1] != "0" for line in lines if line.strip())

    def remove(self) -> None:
        """The processes are gone already; a group that isn't empty yet is left for `sweep`."""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _ticks() -> str:
    return owner.me().rpartition(":")[2]


def _all() -> Iterator[Path]:
    for parent in (ROOT / "grade", *(ROOT / name / "grade" for name in V1)):
        with contextlib.suppress(OSError):
            yield from (each for each in parent.iterdir() if each.is_dir())


def sweep() -> int:
    """Remove the groups of dead runs, with whatever still runs in them."""
    removed = 0
    for folder in list(_all()):
        parts = folder.name.split("-")
        label = f"{owner.host()}:{owner.boot()}:{parts[0]}:{parts[1]}" if len(parts) > 2 else ""
        if label and owner.is_dead(label):
            _kill(folder)
            with contextlib.suppress(OSError):
                folder.rmdir()
                removed += 1
    return removed


def _kill(folder: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        pids: Sequence[str] = (folder / "cgroup.procs").read_text("ascii").split()
        for pid in pids:
            with contextlib.suppress(OSError):
                os.kill(int(pid), 9)
