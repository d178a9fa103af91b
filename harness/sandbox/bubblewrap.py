"""bubblewrap: each sandbox a set of namespaces, without an engine.

A first bubblewrap makes a network namespace with nothing but a loopback; those of the pod's sandboxes start in it. Root
becomes an unprivileged user first: to bubblewrap run by root, /proc/sys would be writable (docs/decisions/bubblewrap.md).
"""

import contextlib
import os
import platform
import resource
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from harness.errors import HarnessError
from harness.limits import Limits
from harness.sandbox import Environment, Pod, Probe, Role, Sandbox, bwrap, causes, cgroups, owner, seccomp, spawn
from harness.sandbox.local import LocalSandbox
from harness.sandbox.streams import read_to_line

ISOLATED = True
SHM_MIB = 16
INODES_PER_MIB = 256
START_S = 20
MOUNT_AT = ("/mnt", "/media", "/srv", "/dev/shm")


def probe(runtime: str | None = None) -> Probe:
    """Start a sandbox for real, with a program that does nothing."""
    programs = bwrap.found()
    if not programs:
        reason, remedy = causes.no_bubblewrap(bwrap.too_old())
        return Probe("bubblewrap", False, reason=reason, remedy=remedy)
    said = ""
    for path, version in programs:
        try:
            _try(path)
        except HarnessError as error:
            said = said or str(error)
        else:
            return Probe("bubblewrap", True, version, tuple(_in_force()), tuple(_weaker()))
    reason, remedy = causes.no_namespaces(said, programs[0][0])
    return Probe("bubblewrap", False, programs[0][1], reason=reason, remedy=remedy)


def _try(path: str) -> None:
    """Raises HarnessError where a sandbox of this bubblewrap does not come up."""
    nothing = Environment(sha256="", python={"subject": "/bin/sh"})
    made = _Pod(path, nothing, Limits(), f"probe-{os.getpid()}")
    try:
        sandbox = made.start("subject", ["/bin/sh", "-c", "echo up"], {})
        if sandbox.receive(START_S) != b"up\n":
            raise HarnessError(sandbox.errors().decode("utf-8", "replace").strip()[:500] or "the program inside did not run")
    except TimeoutError:
        raise HarnessError("the program inside did not start in time") from None
    finally:
        made.close()
    _working.clear()
    _working.append(path)


_working: list[str] = []


def _in_force() -> Iterator[str]:
    home = spawn.ready()
    yield "two sets of namespaces for each submission, with one loopback and no other network"
    yield "no root, no capabilities, no new privileges, read-only root, no further user namespaces"
    if seccomp.compiled():
        yield "system calls filtered by our seccomp profile"
    if home:
        yield f"memory, number of processes and CPU time for each sandbox ({home})"
    elif _limits_processes():
        yield "memory for each process, number of processes for each sandbox"
    else:
        yield "memory for each process"
    yield "size and number of files of the work folder; open files; output; wall-clock time"


def _weaker() -> Iterator[str]:
    home = spawn.ready()
    if not home:
        yield "memory is limited for each process, not for the sandbox as a whole"
        yield "CPU time is not limited"
        if not _limits_processes():
            yield "the number of processes is not limited"
    elif not cgroups.counts_swap(home):
        yield "memory that is swapped out is not counted"
    if not seccomp.compiled():
        yield f"there is no seccomp filter for {platform.machine()}: system calls are not filtered"
    if owner.to_become() is None:
        yield "both sandboxes run under your own user's number"


def sweep() -> int:
    """Processes die with their parent; what can stay behind is control groups."""
    return cgroups.sweep()


@contextlib.contextmanager
def pod(environment: Environment, limits: Limits, run: str, runtime: str | None = None) -> Iterator[Pod]:
    """A pod of namespaces."""
    programs = _working or [path for path, _ in bwrap.found()]
    if not programs:
        raise HarnessError("there is no bubblewrap here; see `grade doctor`")
    made = _Pod(programs[0], environment, limits, run)
    try:
        yield made
    finally:
        made.close()


class _Network:
    """The namespaces that a pod's sandboxes share. They last as long as the descriptors."""

    def __init__(self, path: str) -> None:
        uid = owner.to_become()
        process = spawn.start(spawn.Order(bwrap.network(path), uid=uid))
        self.namespaces: dict[str, int] = {}
        try:
            if not read_to_line(process.stdout, START_S):
                raise HarnessError(f"bubblewrap can't make a network: {spawn.last_words(process.stderr) or 'it said nothing'}")
            # Root has all powers over the network already, and keeps its own user namespace.
            for kind in ("user", "net") if uid is None else ("net",):
                self.namespaces[kind] = os.open(f"/proc/{process.pid}/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            self.close()
            raise HarnessError(f"can't enter the network that bubblewrap made: {error.strerror}") from None
        finally:
            process.kill()
            for descriptor in (process.stdin, process.stdout, process.stderr):
                os.close(descriptor)
            process.close()

    def close(self) -> None:
        for descriptor in self.namespaces.values():
            os.close(descriptor)
        self.namespaces = {}


class _Pod:
    def __init__(self, path: str, environment: Environment, limits: Limits, run: str) -> None:
        self._path, self._environment, self._limits, self._run = path, environment, limits, run
        self._home = spawn.ready()
        self._lock = threading.RLock()
        self._started: list[LocalSandbox] = []
        self._groups: list[cgroups.Group] = []
        self._closed = False
        self._network = _Network(path)

    def start(self, role: Role, argv: Sequence[str], env: Mapping[str, str]) -> Sandbox:
        # One at a time, and `close` after that: whatever is interrupted in here is known to `close`.
        with self._lock:
            if self._closed:
                raise HarnessError("interrupted")
            group = cgroups.Group(self._home, f"{self._run}-{role}-{len(self._groups)}")
            self._groups.append(group)
            group.make(self._limits)
            process = spawn.start(self._order(role, argv, env, group))
            made = LocalSandbox(process, group.ran_out)
            self._started.append(made)
            if self._home is None and _limits_processes() and owner.to_become() is None:
                _limit_processes(process.pid, self._limits.pids)
        return made

    def _order(self, role: Role, argv: Sequence[str], env: Mapping[str, str], group: cgroups.Group) -> spawn.Order:
        limits = self._limits
        mib = 1024 * 1024
        uid = owner.to_become()
        place = _mount_at([self._path, *self._environment.mounts.get(role, {})])
        sizes = {"work": ("0700", limits.disk_mib), "tmp": ("1777", limits.disk_mib), "shm": ("1777", SHM_MIB)}
        user, own_group = (os.getuid(), os.getgid()) if uid is None else (uid, uid)
        bounds = {"NOFILE": limits.open_files, "CORE": 0, "FSIZE": limits.disk_mib * mib, "MEMLOCK": 65536}
        if self._home is None:
            bounds["AS"] = limits.memory_mib * mib
            if uid is not None and _limits_processes():  # nobody else has this user's number
                bounds["NPROC"] = limits.pids + cgroups.OWN_PROCESSES
        return spawn.Order(
            argv=bwrap.sandbox(
                self._path,
                role,
                argv,
                env,
                self._environment,
                written={f"{place}/work": "/work", f"{place}/tmp": "/tmp", f"{place}/shm": "/dev/shm"},
                read={str(group.oom_file): f"/run/grade/{group.oom_file.name}"} if group.oom_file else {},
            ),
            contents=bwrap.contents(),
            uid=uid,
            groups=group.folders,
            limits=bounds,
            place=place,
            folders={
                name: f"mode={mode},uid={user},gid={own_group},size={size}m,nr_inodes={size * INODES_PER_MIB}"
                for name, (mode, size) in sizes.items()
            },
            namespaces=self._network.namespaces,
        )

    def close(self) -> None:
        with self._lock:
            self._closed = True
            started, self._started = self._started, []
            for sandbox in started:
                sandbox.kill()
            self._network.close()
            for group in self._groups:
                group.remove()


def _mount_at(used: Sequence[str]) -> str:
    """A folder of the host's that a sandbox's folders can be mounted over, seen by that sandbox's bubblewrap alone."""
    for place in MOUNT_AT:
        if Path(place).is_dir() and not any(Path(place) in Path(path).resolve().parents for path in used):
            return place
    raise HarnessError(f"bubblewrap needs one of the folders {', '.join(MOUNT_AT)} to mount a sandbox's folders over")


@cache
def _limits_processes() -> bool:
    """Whether the kernel counts a user's processes by namespace (Linux 5.14), so that a limit holds for one sandbox."""
    release = platform.release().split(".")
    return release[0].isdigit() and release[1].isdigit() and (int(release[0]), int(release[1])) >= (5, 14)


def _limit_processes(pid: int, count: int) -> None:
    """For process 1 inside and all that it will start. Nothing of the candidate's runs yet: it comes by standard input.

    Not before bubblewrap starts, when the user's other processes would count as well.
    """
    # PermissionError: root without CAP_SYS_RESOURCE, as in some containers; the control group is the limit then.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        resource.prlimit(pid, resource.RLIMIT_NPROC, (count, count))
