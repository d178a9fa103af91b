"""Docker: each sandbox a locked-down container, on any engine that the docker SDK reaches.

Everything travels through the containers' standard streams, so a remote engine, rootless Docker, Podman's socket and gVisor
work alike. The program is process 1 of its container; no init stands in between (docs/decisions/agent-is-process-1.md).
"""

import contextlib
import posixpath
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException, NotFound

from harness.errors import HarnessError
from harness.limits import Limits
from harness.sandbox import Environment, Exit, Pod, Probe, Role, Sandbox, owner, seccomp
from harness.sandbox.streams import Chunks, Tail

ISOLATED = True
RUN, OWNER = "grade.run", "grade.owner"
UIDS: Mapping[Role, int] = {"examiner": 60001, "subject": 60002, "reader": 60003}
GVISOR_PIDS = 1024  # its sentry's own threads count as well
INODES_PER_MIB = 256
SHM_MIB = 16
OLDEST_API = (1, 41)
ENGINE_S = 60
PROBE_S = 10  # a busy host answers late

_ENGINE_FAULTS = (DockerException, requests.RequestException, OSError)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What the engine complains of, as one error of ours."""
    try:
        yield
    except NotFound as error:
        raise HarnessError(f"the Docker engine does not know what it was asked for: {error.explanation or error}") from None
    except APIError as error:
        raise HarnessError(f"the Docker engine refused: {error.explanation or error}") from None
    except _ENGINE_FAULTS as error:
        raise HarnessError(f"the Docker engine does not answer: {error}; see `grade doctor`") from None


def connect(timeout_s: int = ENGINE_S) -> docker.APIClient:
    """The engine that DOCKER_HOST or the default socket names. Raises HarnessError."""
    with _told():
        return docker.from_env(timeout=timeout_s).api


def probe(runtime: str | None = None) -> Probe:
    """Ask the engine what it is."""
    try:
        engine = connect(PROBE_S)
        version, info = engine.version(), engine.info()
    except HarnessError as error:
        return Probe("docker", False, reason=str(error), remedy="install Docker or Podman, start it, and see `grade doctor`")
    except _ENGINE_FAULTS as error:
        return Probe("docker", False, reason=f"the engine does not answer: {error}", remedy="start it, and see `grade doctor`")
    name = f"{version.get('Version')} (API {version.get('ApiVersion')})"
    if tuple(map(int, version["ApiVersion"].split("."))) < OLDEST_API:
        return Probe("docker", False, name, reason="the engine is too old", remedy="Docker 20.10 or later is needed")
    if runtime and runtime not in info.get("Runtimes", {}):
        known = ", ".join(sorted(info.get("Runtimes", {})))
        return Probe("docker", False, name, reason=f"the engine has no runtime {runtime!r}", remedy=f"it knows: {known}")
    return Probe("docker", True, name, tuple(_in_force(info, runtime)), tuple(_weaker(info)))


def _in_force(info: Mapping[str, Any], runtime: str | None) -> Iterator[str]:
    yield "two containers for each submission, with one loopback and no other network"
    yield "no root, no capabilities, no new privileges, read-only root"
    yield f"system calls filtered by {'gVisor' if runtime and 'runsc' in runtime else 'our seccomp profile'}"
    if info.get("MemoryLimit"):
        yield "memory for each sandbox, without swap"
    if info.get("PidsLimit"):
        yield "number of processes for each sandbox"
    if info.get("CpuCfsQuota"):
        yield "CPU time for each sandbox"
    yield "size and number of files of the work folder; open files; output; wall-clock time"


def _weaker(info: Mapping[str, Any]) -> Iterator[str]:
    if not info.get("MemoryLimit"):
        yield "the engine's host can't limit memory"
    elif not info.get("SwapLimit"):
        yield "the engine's host can't forbid swap"
    if not info.get("PidsLimit"):
        yield "the engine's host can't limit the number of processes"
    if not info.get("CpuCfsQuota"):
        yield "the engine's host can't limit CPU time"
    if not any("seccomp" in option for option in info.get("SecurityOptions") or ()):
        yield "the engine's host has no seccomp: system calls are not filtered"


def sweep() -> int:
    """Remove the containers of runs on this host whose process is dead."""
    try:
        engine = connect(5)
        found = engine.containers(all=True, filters={"label": OWNER})
    except (HarnessError, *_ENGINE_FAULTS):
        return 0
    dead = [each["Id"] for each in found if owner.is_dead(each["Labels"].get(OWNER, ""))]
    for container in dead:
        _remove(engine, container)
    return len(dead)


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
        self._environment, self._limits, self._run, self._runtime = environment, limits, run, runtime
        self._lock = threading.Lock()
        self._started: list[_Container] = []
        self._examiner: str | None = None
        self._closed = False

    def start(self, role: Role, argv: Sequence[str], env: Mapping[str, str]) -> Sandbox:
        with _told():
            container = self._create(role, argv, env)
            made = _Container(self._engine, container)
            with self._lock:
                self._started.append(made)
                late = self._closed
            if not late:
                made.begin()
        if late:
            made.kill()
            raise HarnessError("interrupted")
        if role == "examiner":
            self._examiner = container
        return made

    def _create(self, role: Role, argv: Sequence[str], env: Mapping[str, str]) -> str:
        image = self._environment.image[role]
        said = _image(self._engine, image)
        variables = {**dict.fromkeys(said["env"]), **_base_env(self._environment.python[role]), **env}
        uid = UIDS[role]
        made = self._engine.create_container_from_config(
            {
                "Image": image,
                "Entrypoint": [argv[0]],
                "Cmd": list(argv[1:]),
                # A name without "=" takes away a variable that the image sets.
                "Env": [name if value is None else f"{name}={value}" for name, value in variables.items()],
                "User": f"{uid}:{uid}",
                "WorkingDir": "/work",
                "Hostname": "" if role == "subject" else "sandbox",
                "Labels": {RUN: self._run, OWNER: owner.me(), "grade.role": role},
                "OpenStdin": True,
                "StdinOnce": True,
                "AttachStdin": True,
                "AttachStdout": True,
                "AttachStderr": True,
                "Tty": False,
                "StopTimeout": 0,
                "Healthcheck": {"Test": ["NONE"]},
                "HostConfig": self._host_config(role, uid, said["volumes"]),
            }
        )
        return str(made["Id"])

    def _host_config(self, role: Role, uid: int, volumes: Sequence[str]) -> dict[str, Any]:
        limits = self._limits
        memory = limits.memory_mib * 1024 * 1024
        own = f"rw,nosuid,nodev,exec,uid={uid},gid={uid},mode=0700"
        inodes = limits.disk_mib * INODES_PER_MIB
        network = f"container:{self._examiner}" if role == "subject" else "none"
        return {
            "NetworkMode": network,
            **({} if role == "subject" else {"Dns": ["127.0.0.1"]}),  # the host's resolver is none of its business
            "Runtime": self._runtime or "",
            "CapDrop": ["ALL"],
            "SecurityOpt": ["no-new-privileges:true", f"seccomp={seccomp.profile()}"],
            "ReadonlyRootfs": True,
            "Memory": memory,
            "MemorySwap": memory,
            "PidsLimit": GVISOR_PIDS if self._runtime and "runsc" in self._runtime else limits.pids,
            "NanoCpus": int(limits.cpus * 1e9),
            "Ulimits": [
                {"Name": "nofile", "Soft": limits.open_files, "Hard": limits.open_files},
                {"Name": "core", "Soft": 0, "Hard": 0},
                {"Name": "fsize", "Soft": limits.disk_mib * 1024 * 1024, "Hard": limits.disk_mib * 1024 * 1024},
                {"Name": "memlock", "Soft": 65536, "Hard": 65536},
            ],
            "Tmpfs": {
                "/work": f"{own},size={limits.disk_mib}m,nr_inodes={inodes}",
                "/tmp": f"{own},size={limits.disk_mib}m,nr_inodes={inodes}",
                **dict.fromkeys(volumes, "rw,nosuid,nodev,noexec,size=64k,nr_inodes=16"),
            },
            "ShmSize": SHM_MIB * 1024 * 1024,
            "IpcMode": "private",
            "CgroupnsMode": "private",
            "LogConfig": {"Type": "none"},
            "Init": False,
            "AutoRemove": False,
            "RestartPolicy": {"Name": "no"},
            "OomScoreAdj": 500,
        }

    def close(self) -> None:
        with self._lock:
            self._closed = True
            started, self._started = self._started, []
        if not started:
            return
        # The examiner owns the network: it goes last only in name, the engine lets both go at once.
        with ThreadPoolExecutor(len(started)) as pool:
            list(pool.map(lambda container: container.kill(), started))


def _base_env(python: str) -> dict[str, str]:
    path = f"{posixpath.dirname(python)}:/usr/local/bin:/usr/bin:/bin"
    return {"PATH": path, "HOME": "/work", "LANG": "C.UTF-8", "TMPDIR": "/tmp"}


@lru_cache(maxsize=64)
def _image(engine: docker.APIClient, image: str) -> dict[str, tuple[str, ...]]:
    """Names of the variables and the volumes that an image brings, which must not matter here."""
    config = engine.inspect_image(image)["Config"]
    return {
        "env": tuple(each.partition("=")[0] for each in config.get("Env") or ()),
        "volumes": tuple(config.get("Volumes") or ()),
    }


def _remove(engine: docker.APIClient, container: str) -> None:
    """Kill and remove; what is gone already is fine."""
    for _ in range(50):
        try:
            engine.remove_container(container, force=True, v=True)
            return
        except NotFound:
            return
        except APIError as error:
            if error.status_code != 409:  # 409: somebody removes it right now
                raise
            time.sleep(0.1)


class _Container:
    """One container, attached before it starts, so that nothing of its streams is lost."""

    def __init__(self, engine: docker.APIClient, container: str) -> None:
        self.id = container
        self._engine = engine
        self._out, self._err = Chunks(), Tail()
        self._exit: Exit | None = None
        self._gone = threading.Lock()
        self._sending = threading.Lock()
        self._connection: Any = None

    def begin(self) -> None:
        parameters = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        attached = self._engine.attach_socket(self.id, params=parameters)
        self._attached = attached  # keeps the response that the socket belongs to
        self._connection = getattr(attached, "_sock", attached)
        self._connection.settimeout(None)
        self._engine.start(self.id)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        """Part the engine's stream: a header of eight bytes says which stream, and how much of it follows."""
        put: Mapping[int, Callable[[bytes], None]] = {1: self._out.put, 2: self._err.put}
        try:
            while header := self._exactly(8):
                kind, length = struct.unpack(">BxxxL", header)
                while length:
                    part = self._connection.recv(min(length, 65536))
                    if not part:
                        return
                    length -= len(part)
                    put.get(kind, self._err.put)(part)
        except OSError:
            pass
        finally:
            self._out.put(b"")

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._connection.recv(count - len(data))
            if not part:
                return b""
            data += part
        return data

    def send(self, data: bytes) -> None:
        try:
            with self._sending:
                self._connection.sendall(data)
        except OSError as error:
            raise BrokenPipeError(str(error)) from None

    def receive(self, timeout_s: float | None) -> bytes:
        return self._out.get(timeout_s)

    def errors(self) -> bytes:
        return self._err.get()

    def wait(self, timeout_s: float) -> Exit:
        if self._exit is None:
            try:
                with _told():
                    self._engine.wait(self.id, timeout=max(1, round(timeout_s)))
                    self._exit = self._inspect()
            except HarnessError:
                state = self._inspect()
                if state is None:
                    raise TimeoutError from None
                self._exit = state
        if self._exit is None:
            raise TimeoutError
        return self._exit

    def _inspect(self) -> Exit | None:
        try:
            state = self._engine.inspect_container(self.id)["State"]
        except _ENGINE_FAULTS:
            return self._exit or Exit(137)
        return None if state["Running"] else Exit(int(state["ExitCode"]), bool(state["OOMKilled"]))

    def kill(self) -> None:
        with self._gone:
            self._out.abandon()
            if self._exit is None and self._connection is not None:
                self._exit = self._inspect()
                self._exit = self._exit or Exit(137)
            with _told():
                _remove(self._engine, self.id)
            if self._connection is not None:
                with contextlib.suppress(OSError):
                    self._connection.close()
