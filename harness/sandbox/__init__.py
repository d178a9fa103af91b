"""Sandboxes: one file for each back-end, each offering what `Backend` says as plain module-level functions.

Nothing here knows what runs inside: a back-end starts a program in isolation and carries its standard streams.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from harness.limits import Limits

Role = Literal["examiner", "subject", "reader"]
Progress = Callable[[str], None]
"""Called with one short sentence when a slow step begins."""


@dataclass(frozen=True)
class Probe:
    """What a back-end finds out about this host.

    works: whether a pod can be started here at all, tried for real.
    in_force: one line for each limit or barrier that holds here.
    weaker: one line for each promise of the design that this host can't keep ("reduced isolation").
    reason, remedy: why it doesn't work and what to install or allow; empty where it works.
    """

    backend: str
    works: bool
    version: str = ""
    in_force: tuple[str, ...] = ()
    weaker: tuple[str, ...] = ()
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Environment:
    """A challenge's environment, ready to be used by one back-end.

    sha256: of all that went in. python: the interpreter's path inside, by role.
    image: the image's id by role (Docker). mounts: host folder -> place inside, read-only, by role (bubblewrap).
    """

    sha256: str
    python: Mapping[Role, str]
    image: Mapping[Role, str] = field(default_factory=dict)
    mounts: Mapping[Role, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exit:
    """How a sandbox's main process ended. status: its exit status, or 128 + the signal's number."""

    status: int
    out_of_memory: bool = False


class Sandbox(Protocol):
    """One main process in isolation, which is process 1 of its own PID namespace. Thread-safe."""

    def send(self, data: bytes) -> None:
        """Write all of `data` to standard input. Raises BrokenPipeError where the process is gone."""

    def receive(self, timeout_s: float | None) -> bytes:
        """The next chunk of standard output; b"" at its end, for ever. Raises TimeoutError."""

    def errors(self) -> bytes:
        """The last 64 KiB of standard error so far."""

    def wait(self, timeout_s: float) -> Exit:
        """Raises TimeoutError where it still runs."""

    def kill(self) -> None:
        """End it with all that it started. Idempotent; returns when nothing of it runs."""


class Pod(Protocol):
    """Two sandboxes, `examiner` and `subject`, with one loopback and nothing else of a network."""

    def start(self, role: Role, argv: Sequence[str], env: Mapping[str, str]) -> Sandbox:
        """Start `argv` as the role's sandbox. The examiner comes first. A role may be started again once its sandbox is killed.

        The work folder is `/work`, empty, writable and current; `/tmp` is writable too; all else is read-only. `env` is
        the whole environment but for PATH, HOME, LANG and TMPDIR. Raises HarnessError where the engine fails.
        """

    def close(self) -> None:
        """Kill and remove all of it: processes, containers, cgroups, folders. Idempotent."""


class Backend(Protocol):
    """What `harness.sandbox.docker` and `harness.sandbox.bubblewrap` offer as module-level functions."""

    def probe(self, runtime: str | None = None) -> Probe:
        """Try it for real, in under two seconds; never raises for what the host lacks."""

    def pod(self, environment: Environment, limits: Limits, run: str, runtime: str | None = None) -> AbstractContextManager[Pod]:
        """A pod for one submission. `run` labels all that belongs to it; leaving the context closes it."""

    def sweep(self) -> int:
        """Remove what dead runs left behind on this host; how many things that were."""
