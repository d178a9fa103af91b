"""Docker: each sandbox a locked-down container, on any engine that the docker SDK reaches.

Everything travels through the containers' standard streams, so a remote engine, rootless Docker, Podman's socket and gVisor
work alike. The program is process 1 of its container; no init stands in between (docs/decisions/agent-is-process-1.md).
"""

import contextlib
import os
import posixpath
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import docker
from docker.errors import APIError
from docker.utils import kwargs_from_env

from harness.errors import HarnessError
from harness.limits import Limits
from harness.sandbox import Environment, Pod, Probe, Role, Sandbox, causes, owner, seccomp
from harness.sandbox.container import FAULTS, Container, remove, told

ISOLATED = True
RUN, OWNER, ROLE = "grade.run", "grade.owner", "grade.role"
GVISOR_PIDS = 1024  # its own threads count as well
INODES_PER_MIB = 256
SHM_MIB = 16
PERIOD_US = 100_000
OLDEST_API = (1, 41)
ENGINE_S = 60
PROBE_S = 10  # a busy host answers late
LOOPBACK_V6 = {"net.ipv6.conf.all.disable_ipv6": "0", "net.ipv6.conf.lo.disable_ipv6": "0"}


@dataclass(frozen=True)
class _Facts:
    """What does not change while an engine runs."""

    api: str
    name: str
    info: Mapping[str, Any]

    @property
    def runtimes(self) -> Mapping[str, Any]:
        return self.info.get("Runtimes") or {}

    @property
    def has_seccomp(self) -> bool:
        return any("seccomp" in option for option in self.info.get("SecurityOptions") or ())

    def filters(self, runtime: str | None) -> bool:
        """Whether our profile holds. gVisor has to be told to apply it inside."""
        about = self.runtimes.get(runtime or "") or {}
        return "--oci-seccomp" in (about.get("runtimeArgs") or ()) if _is_gvisor(runtime) else self.has_seccomp


_known: dict[str, _Facts] = {}
_images: dict[str, Mapping[str, tuple[str, ...]]] = {}
_without_ipv6: set[str] = set()


def _address() -> str:
    return os.environ.get("DOCKER_HOST", "")


def _ask() -> _Facts:
    """Ask the engine what it is. Raises what the docker SDK raises."""
    with contextlib.closing(docker.APIClient(**kwargs_from_env(), version="auto", timeout=PROBE_S)) as engine:
        version, info = engine.version(), engine.info()
    name = f"{_engine(version)} (API {version.get('ApiVersion')})"
    return _Facts(engine.api_version, name, info)


def _engine(version: Mapping[str, Any]) -> str:
    """An engine that is not Docker says so among its parts."""
    parts = [part.get("Name", "") for part in version.get("Components") or ()]
    kind = "Podman " if any("podman" in part.lower() for part in parts) else ""
    return f"{kind}{version.get('Version')}"


def connect() -> docker.APIClient:
    """The engine that DOCKER_HOST or the default socket names. Raises HarnessError."""
    with told():
        facts = _known.get(_address())
        if facts is None:
            facts = _known[_address()] = _ask()
        return docker.APIClient(**kwargs_from_env(), version=facts.api, timeout=ENGINE_S)


def probe(runtime: str | None = None) -> Probe:
    """Ask the engine what it is and what it can limit."""
    try:
        facts = _ask()
    except FAULTS as error:
        reason, remedy = causes.no_engine(error)
        return Probe("docker", False, reason=reason, remedy=remedy)
    refused = _unfit(facts, runtime)
    if refused:
        return Probe("docker", False, facts.name, reason=refused[0], remedy=refused[1])
    _known[_address()] = facts
    return Probe("docker", True, facts.name, tuple(_in_force(facts, runtime)), tuple(_weaker(facts, runtime)))


def runtimes() -> list[str]:
    """The engine's runtimes besides its usual one; [] where no engine answers."""
    facts = _known.get(_address())
    usual = ("runc", "crun", "io.containerd.runc")
    return sorted(name for name in (facts.runtimes if facts else ()) if not name.startswith(usual))


def _unfit(facts: _Facts, runtime: str | None) -> causes.Cause | None:
    if tuple(map(int, facts.api.split("."))) < OLDEST_API:
        return f"the engine {facts.name} is too old", "Docker 20.10 or later, or Podman 4 or later, is needed"
    if facts.info.get("OSType", "linux") != "linux":
        return f"the engine runs {facts.info['OSType']} containers", "switch it to Linux containers"
    if runtime and runtime not in facts.runtimes:
        known = ", ".join(sorted(facts.runtimes))
        return (
            f"the engine has no runtime {runtime!r}",
            f"it knows: {known}; more are named in /etc/docker/daemon.json under runtimes",
        )
    return None


def _is_gvisor(runtime: str | None) -> bool:
    return "runsc" in (runtime or "")


def _in_force(facts: _Facts, runtime: str | None) -> Iterator[str]:
    info, gvisor = facts.info, _is_gvisor(runtime)
    yield "two containers for each submission, with one loopback and no other network"
    yield "no root, no capabilities, no new privileges, read-only root"
    if gvisor:
        yield "system calls answered by gVisor, not by the host's kernel"
    if facts.filters(runtime):
        yield "system calls filtered by our seccomp profile"
    if info.get("MemoryLimit"):
        yield "memory for each sandbox, without swap"
    if info.get("PidsLimit", True) and not gvisor:
        yield "number of processes for each sandbox"
    if info.get("CpuCfsQuota"):
        yield "CPU time for each sandbox"
    yield f"size {'' if gvisor else 'and number of files '}of the work folder; open files; output; wall-clock time"


def _weaker(facts: _Facts, runtime: str | None) -> Iterator[str]:
    info, gvisor = facts.info, _is_gvisor(runtime)
    if not info.get("MemoryLimit"):
        yield "the engine's host can't limit memory"
    elif not info.get("SwapLimit"):
        yield "the engine's host can't forbid swap"
    if not info.get("PidsLimit", True):
        yield "the engine's host can't limit the number of processes"
    if not info.get("CpuCfsQuota"):
        yield "the engine's host can't limit CPU time"
    if gvisor:
        yield "the number of processes is limited by memory only: gVisor counts none"
        yield "the number of files in the work folder is limited by memory only"
        yield "a sandbox that runs out of memory is ended as a whole"
        yield "the loopback has no IPv6 address"
        yield "the submission can end its own sandbox, whose first process gVisor does not protect"
    if not facts.filters(runtime):
        why = "gVisor's runtime is not set up with --oci-seccomp" if gvisor else "the engine's host has no seccomp"
        yield f"{why}: our profile filters no system calls"


def sweep() -> int:
    """Remove the containers of runs on this host whose process is dead."""
    removed = 0
    with contextlib.suppress(HarnessError, *FAULTS), contextlib.closing(connect()) as engine:
        for each in engine.containers(all=True, filters={"label": OWNER}):
            if each.get("State") == "removing":
                continue  # somebody is at it, if only the engine, which may never come to an end
            if owner.is_dead(each["Labels"].get(OWNER, ""), each.get("State") == "running"):
                remove(engine, each["Id"])
                removed += 1
    return removed


@contextlib.contextmanager
def pod(environment: Environment, limits: Limits, run: str, runtime: str | None = None) -> Iterator[Pod]:
    """A pod of containers."""
    made = _Pod(environment, limits, run, runtime)
    try:
        yield made
    finally:
        made.close()


class _Pod:
    def __init__(self, environment: Environment, limits: Limits, run: str, runtime: str | None) -> None:
        self._engine = connect()
        self._facts = _known[_address()]
        self._environment, self._limits, self._run, self._runtime = environment, limits, run, runtime
        self._lock = threading.Lock()
        self._started: list[Container] = []
        # Requests that make something are carried through whatever happens to the thread that waits for them: an interrupt
        # would not stop the engine, and the container's number would be lost.
        self._maker = ThreadPoolExecutor(2)
        self._made: list[str] = []
        self._examiner: str | None = None
        self._closed = False

    def start(self, role: Role, argv: Sequence[str], env: Mapping[str, str]) -> Sandbox:
        if role == "subject" and self._examiner is None:
            raise HarnessError("the examiner comes first: its network is the pod's")
        with told():
            try:
                made = self._start(role, argv, env)
            except APIError as error:
                # A kernel without IPv6 has none of its switches. Such a pod has a loopback of version 4 alone.
                if not re.search(r"sysctl|/net/ipv6/", str(error)) or _address() in _without_ipv6:
                    raise
                _without_ipv6.add(_address())
                made = self._start(role, argv, env)
        if role == "examiner":
            self._examiner = made.id
        return made

    def _start(self, role: Role, argv: Sequence[str], env: Mapping[str, str]) -> Container:
        made = Container(self._engine, self._create(role, argv, env))
        with self._lock:
            self._started.append(made)
            late = self._closed
        if late:
            made.kill()
            raise HarnessError("interrupted")
        made.begin()
        return made

    def _create(self, role: Role, argv: Sequence[str], env: Mapping[str, str]) -> str:
        image = self._environment.image[role]
        brings = _brings(self._engine, image)
        variables = {**dict.fromkeys(brings["variables"]), **_base_env(self._environment.python[role]), **env}
        uid = owner.free_uid()
        config = {
            "Image": image,
            "Entrypoint": [argv[0]],
            "Cmd": list(argv[1:]),
            # A name without "=" takes away a variable that the image sets.
            "Env": [name if value is None else f"{name}={value}" for name, value in variables.items()],
            "User": f"{uid}:{uid}",
            "WorkingDir": "/work",
            "Hostname": "" if role == "subject" else "sandbox",
            "Labels": {RUN: self._run, OWNER: owner.me(), ROLE: role},
            "OpenStdin": True,
            "StdinOnce": True,
            "AttachStdin": True,
            "AttachStdout": True,
            "AttachStderr": True,
            "Tty": False,
            "StopTimeout": 0,
            "Healthcheck": {"Test": ["NONE"]},
            "HostConfig": {**self._walls(role), **self._bounds(uid, brings["volumes"])},
        }
        try:
            return self._maker.submit(self._make, config).result()
        except RuntimeError:  # it takes no more orders
            raise HarnessError("interrupted") from None

    def _make(self, config: Mapping[str, Any]) -> str:
        made = str(self._engine.create_container_from_config(config)["Id"])
        self._made.append(made)
        return made

    def _walls(self, role: Role) -> dict[str, Any]:
        security = ["no-new-privileges"]
        if self._facts.has_seccomp:
            security.append(f"seccomp={seccomp.profile(_is_gvisor(self._runtime))}")
        walls = {
            "NetworkMode": f"container:{self._examiner}" if role == "subject" else "none",
            "Runtime": self._runtime or "",
            "CapDrop": ["ALL"],
            "SecurityOpt": security,
            "ReadonlyRootfs": True,
            "IpcMode": "private",
            "CgroupnsMode": "private",
            "LogConfig": {"Type": "none"},
            "Init": False,
            "AutoRemove": False,
            "RestartPolicy": {"Name": "no"},
            "OomScoreAdj": 500,
        }
        if role != "subject":  # the subject has the examiner's
            walls["Dns"] = ["127.0.0.1"]  # the host's resolver is none of its business
            if _address() not in _without_ipv6:
                walls["Sysctls"] = LOOPBACK_V6
        return walls

    def _bounds(self, uid: int, volumes: Sequence[str]) -> dict[str, Any]:
        limits = self._limits
        memory, disk = limits.memory_mib * 1024 * 1024, limits.disk_mib * 1024 * 1024
        return {
            "Memory": memory,
            "MemorySwap": memory,
            "PidsLimit": GVISOR_PIDS if _is_gvisor(self._runtime) else limits.pids,
            # Not NanoCpus, which an engine refuses where its host has fewer.
            "CpuPeriod": PERIOD_US,
            "CpuQuota": max(1000, int(limits.cpus * PERIOD_US)),
            "Ulimits": [
                {"Name": name, "Soft": most, "Hard": most}
                for name, most in {"nofile": limits.open_files, "core": 0, "fsize": disk, "memlock": 65536}.items()
            ],
            "Tmpfs": {
                # An image's volumes would be folders on the engine's disk, without limits.
                **{volume: _tmpfs(uid, 1, "0755") for volume in volumes},
                "/work": _tmpfs(uid, limits.disk_mib, "0700"),
                "/tmp": _tmpfs(uid, limits.disk_mib, "1777"),
                "/dev/shm": _tmpfs(uid, SHM_MIB, "1777"),
            },
        }

    def close(self) -> None:
        with self._lock:
            self._closed = True
            started, self._started = self._started, []
        self._maker.shutdown()
        unknown = set(self._made) - {each.id for each in started}
        ends = [each.kill for each in started] + [partial(_remove, self._engine, each) for each in unknown]
        if ends:
            with ThreadPoolExecutor(len(ends)) as pool:
                list(pool.map(lambda end: end(), ends))
        self._engine.close()


def _remove(engine: docker.APIClient, container: str) -> None:
    with told():
        remove(engine, container)


def _tmpfs(uid: int, size_mib: int, mode: str) -> str:
    return f"rw,nosuid,nodev,exec,uid={uid},gid={uid},mode={mode},size={size_mib}m,nr_inodes={size_mib * INODES_PER_MIB}"


def _base_env(python: str) -> dict[str, str]:
    path = f"{posixpath.dirname(python)}:/usr/local/bin:/usr/bin:/bin"
    return {"PATH": path, "HOME": "/work", "LANG": "C.UTF-8", "TMPDIR": "/tmp"}


def _brings(engine: docker.APIClient, image: str) -> Mapping[str, tuple[str, ...]]:
    """Names of the variables and the volumes that an image sets, which must not matter here."""
    if image not in _images:
        config = engine.inspect_image(image)["Config"] or {}
        _images[image] = {
            "variables": tuple(each.partition("=")[0] for each in config.get("Env") or ()),
            "volumes": tuple(map(posixpath.normpath, config.get("Volumes") or ())),
        }
    return _images[image]
