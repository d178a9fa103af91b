"""Plain processes of this host, for a candidate's own self-check: no isolation at all, so never for hidden tests.

Work folders are temporary ones; of the limits only those that the agent and the examiner keep themselves are in force.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from harness.errors import HarnessError
from harness.limits import Limits
from harness.sandbox import Environment, Exit, Pod, Probe, Role, Sandbox
from harness.sandbox.local import LocalSandbox

ISOLATED = False


def probe(runtime: str | None = None) -> Probe:
    """It works wherever Python does."""
    return Probe("process", True, weaker=("no isolation: the submission runs as you, on your machine",))


def environment(python: str = sys.executable) -> Environment:
    """The interpreter that runs this, for both roles."""
    return Environment(sha256="0" * 64, python={"examiner": python, "subject": python})


def sweep() -> int:
    """Nothing outlives the process that started it but temporary folders, which the system removes."""
    return 0


@contextlib.contextmanager
def pod(environment: Environment, limits: Limits, run: str, runtime: str | None = None) -> Iterator[Pod]:
    """A pod without walls."""
    made = _Pod()
    try:
        yield made
    finally:
        made.close()


class _Pod:
    def __init__(self) -> None:
        self.folders = {role: tempfile.mkdtemp(prefix=f"grade-{role}-") for role in ("examiner", "subject")}
        self._running: list[LocalSandbox] = []

    def start(self, role: Role, argv: Sequence[str], env: Mapping[str, str]) -> Sandbox:
        package = str(Path(__file__).parents[2])
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        variables = {**inherited, **env, **({"PYTHONPATH": package} if role == "examiner" else {})}
        sandbox = LocalSandbox(_Process(argv, variables, self.folders[role]))
        self._running.append(sandbox)
        return sandbox

    def close(self) -> None:
        for process in self._running:
            process.kill()
        for folder in self.folders.values():
            shutil.rmtree(folder, ignore_errors=True)


class _Process:
    """A process with a group of its own."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], folder: str) -> None:
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(
                argv, env=dict(env), cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            raise HarnessError(f"can't start {argv[0]}: {error.strerror}") from None
        streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        # Our own copies, since the sandbox closes them itself.
        self.stdin, self.stdout, self.stderr = (os.dup(stream.fileno()) for stream in streams if stream)
        for stream in streams:
            if stream:
                stream.close()

    def wait(self, timeout_s: float) -> Exit:
        try:
            status = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        return Exit(status if status >= 0 else 128 - status)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        pass
