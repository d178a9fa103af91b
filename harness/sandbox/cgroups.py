"""Memory, processes and CPU time of one bubblewrap sandbox as a whole: control groups, where this host lets us make some.

Groups are named after the process that owns them, so that a dead run's can be told and removed.
"""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from harness.errors import HarnessError
from harness.limits import Limits
from harness.sandbox import owner

ROOT = Path("/sys/fs/cgroup")
V1 = ("memory", "pids", "cpu")
OOM_FILE = {"v1": "memory.oom_control", "v2": "memory.events"}
OURS = "grade"
PERIOD_US = 100_000
OWN_PROCESSES = 1  # bubblewrap itself, which waits outside of the sandbox, is in its group
GONE_S = 2


@dataclass(frozen=True)
class Home:
    """Where groups can be made. folders: by controller, in the order of V1; one for all of them under version 2."""

    version: str
    folders: Sequence[Path]
    by_systemd: bool = False

    def __str__(self) -> str:
        return f"cgroup {self.version}" + (" of a scope of systemd's" if self.by_systemd else "")


@cache
def direct() -> Home | None:
    """A place where this process may make groups by itself, tried for real."""
    places = (Home("v2", [ROOT / OURS]), Home("v1", [ROOT / name / OURS for name in V1]))
    return next((home for home in places if all(map(_works, home.folders))), None)


def _works(folder: Path) -> bool:
    controller = folder.parent.name
    trial = folder / f"probe-{os.getpid()}-{owner.started()}"
    try:
        if folder.parent == ROOT:
            if not (ROOT / "cgroup.controllers").exists():
                return False
            folder.mkdir(exist_ok=True)
            _share(ROOT)
            _share(folder)
        trial.mkdir(parents=True)
        return (trial / ("memory.limit_in_bytes" if controller == "memory" else "cgroup.procs")).exists()
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError):
            trial.rmdir()


def _share(group: Path) -> None:
    """Let groups below have limits of their own."""
    (group / "cgroup.subtree_control").write_text("+memory +pids +cpu", "ascii")


def scope() -> list[str]:
    """What starts a program in a scope of the user's systemd, which hands its groups over to it; [] where there is none."""
    if os.geteuid() == 0 or not shutil.which("systemd-run") or not (ROOT / "cgroup.controllers").exists():
        return []
    return ["systemd-run", "--user", "--scope", "--quiet", "--collect", "--property=Delegate=yes", "--"]


def adopt(pid: int) -> Home | None:
    """Make the scope that process `pid` was started in a place for groups; None where the scope has no such powers."""
    try:
        line = next(line for line in Path(f"/proc/{pid}/cgroup").read_text("ascii").splitlines() if line.startswith("0::"))
        folder = ROOT / line.removeprefix("0::").lstrip("/")
        (folder / "launcher").mkdir()  # only a group without processes of its own can have groups with limits below it
        (folder / "launcher" / "cgroup.procs").write_text(str(pid), "ascii")
        _share(folder)
    except (OSError, StopIteration):
        return None
    return Home("v2", [folder], by_systemd=True)


class Group:
    """One sandbox's limits, in force once made. Without a home it is empty."""

    def __init__(self, home: Home | None, name: str) -> None:
        self._home = home
        label = f"{os.getpid()}-{owner.started()}-{name}"
        self.folders = [folder / label for folder in home.folders] if home else []
        self.oom_file = self.folders[0] / OOM_FILE[home.version] if home else None

    def make(self, limits: Limits) -> None:
        """Raises HarnessError."""
        values = _values(self._home.version, limits) if self._home else []
        try:
            for folder, files in zip(self.folders, values, strict=True):
                folder.mkdir(parents=True)
                for name, value in files.items():
                    # Files about swap are missing where the kernel doesn't count it; the probe says so.
                    with contextlib.suppress(FileNotFoundError):
                        (folder / name).write_text(str(value), "ascii")
        except OSError as error:
            raise HarnessError(f"can't set a sandbox's limits in {error.filename}: {error.strerror}") from None

    def ran_out(self) -> bool:
        """Whether the kernel ended something here for lack of memory."""
        try:
            lines = self.oom_file.read_text("ascii").splitlines() if self.oom_file else []
        except OSError:
            return False
        return any(line.split()[0] == "oom_kill" and line.split()[1] != "0" for line in lines if line.strip())

    def remove(self) -> None:
        """Once the sandbox is gone; what is left of it is ended."""
        for folder in self.folders:
            _remove(folder)


def _remove(folder: Path) -> bool:
    """The kernel needs a moment to see that a group is empty."""
    until = time.monotonic() + GONE_S
    while not (gone := _removed(folder)) and time.monotonic() < until:
        _kill(folder)
        time.sleep(0.005)
    return gone


def _values(version: str, limits: Limits) -> list[Mapping[str, object]]:
    memory = limits.memory_mib * 1024 * 1024
    pids = limits.pids + OWN_PROCESSES
    quota = max(1000, int(limits.cpus * PERIOD_US))
    if version == "v2":
        return [{"memory.max": memory, "memory.swap.max": 0, "pids.max": pids, "cpu.max": f"{quota} {PERIOD_US}"}]
    return [
        {"memory.limit_in_bytes": memory, "memory.memsw.limit_in_bytes": memory, "memory.swappiness": 0},
        {"pids.max": pids},
        {"cpu.cfs_period_us": PERIOD_US, "cpu.cfs_quota_us": quota},
    ]


def counts_swap(home: Home) -> bool:
    """Whether the memory limit holds for swapped memory too, or there is no swap."""
    try:
        if len(Path("/proc/swaps").read_text("ascii").splitlines()) < 2:
            return True
    except OSError:
        return True
    return home.version == "v2" or (ROOT / "memory" / "memory.memsw.limit_in_bytes").exists()


def _removed(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        folder.rmdir()
        return True
    return not folder.exists()


def sweep() -> int:
    """Remove the groups of dead runs, with whatever still runs in them."""
    removed = 0
    for folder in list(_all()):
        parts = folder.name.split("-")
        if len(parts) > 2 and owner.is_dead(owner.label(parts[0], parts[1])):
            removed += _remove(folder)
    return removed


def _all() -> Iterator[Path]:
    for parent in (ROOT / OURS, *(ROOT / name / OURS for name in V1)):
        with contextlib.suppress(OSError):
            yield from (each for each in parent.iterdir() if each.is_dir())


def _kill(folder: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        for pid in (folder / "cgroup.procs").read_text("ascii").split():
            with contextlib.suppress(OSError):
                os.kill(int(pid), signal.SIGKILL)
