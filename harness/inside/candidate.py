"""The `candidate` fixture: what a test asks of the candidate's programs, modules and files."""

import os
import signal as signals
import socket
import time
import urllib.error
import urllib.request
from collections import namedtuple

from harness.inside.session import current

__tracebackhide__ = True  # pytest leaves these frames out of what it shows


class Completed(namedtuple("Completed", "status stdout stderr duration_s")):
    """A program that has ended. status: minus the signal's number where one ended it. stdout, stderr: bytes."""

    __slots__ = ()

    @property
    def out(self):
        """Standard output as text."""
        return self.stdout.decode("utf-8", "replace")

    @property
    def err(self):
        """Standard error as text."""
        return self.stderr.decode("utf-8", "replace")


class Process:
    """A program that runs. Times are seconds."""

    def __init__(self, session, pid):
        self._session = session
        self.pid = pid

    def _ask(self, operation, *arguments):
        return self._session.request("program_" + operation, self.pid, *arguments)

    def write(self, data):
        """Write to its standard input."""
        self._ask("write", data.encode() if isinstance(data, str) else bytes(data))

    def close_stdin(self):
        self._ask("close_stdin")

    def read_line(self, timeout=5.0):
        """The next line of standard output with its end, b"" when there is none left. Raises TimeoutError."""
        return self._read(timeout, True)

    def read(self, timeout=5.0):
        """All of standard output that is there and was not read yet, waiting for some. Raises TimeoutError."""
        return self._read(timeout, False)

    def _read(self, timeout, line):
        found = self._ask("read", timeout, line)
        if found is None:
            raise TimeoutError(f"the program printed nothing within {timeout:g} s")
        return found

    def wait(self, timeout=5.0):
        """Its exit status, minus the signal's number where one ended it. Raises TimeoutError."""
        status = self._ask("wait", timeout)
        if status is None:
            raise TimeoutError(f"the program still runs after {timeout:g} s")
        return status

    def wait_ready(self, port=None, url=None, line=None, timeout=5.0):
        """Wait until it listens on `port`, answers `url` at all, or prints a line holding `line`. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if line is not None:
                found = self.read_line(max(0.01, deadline - time.monotonic()))
                if line in found.decode("utf-8", "replace"):
                    return
                if not found:
                    break
            elif _answers(port, url):
                return
            elif not self.running:
                break
            else:
                time.sleep(0.02)
        status = self._ask("wait", 0)
        state = "it still runs" if status is None else f"it ended with status {status}"
        raise TimeoutError(f"the program was not ready within {timeout:g} s ({state})")

    def signal(self, number):
        """Send it a signal."""
        self._ask("signal", int(number), False)

    def kill(self):
        """End it and what it started."""
        self._ask("signal", int(signals.SIGKILL), True)

    def memory(self):
        """Resident bytes of it and all that it started."""
        return self._ask("memory")

    @property
    def running(self):
        return self._ask("wait", 0) is None

    @property
    def stdout(self):
        """All of standard output so far, read or not."""
        return self._ask("output")[0]

    @property
    def stderr(self):
        """All of standard error so far."""
        return self._ask("output")[1]


def _answers(port, url):
    try:
        if url is None:
            socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
        else:
            urllib.request.urlopen(url, timeout=1).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


class _Env(dict):
    """Environment variables for what is loaded, run or started later; None takes one away."""

    def __init__(self, session):
        super().__init__()
        self._session = session
        self._sent = {}

    def send(self):
        new = dict(self)
        if new != self._sent:
            gone = {name: None for name in self._sent if name not in new}
            self._session.request("environ", {**new, **gone})
            self._sent = new


class Candidate:
    """The submission, as a test meets it: a fresh interpreter and the work folder as submitted, for every test."""

    def __init__(self, limits):
        self._session = current()
        self._limits = limits
        self.env = _Env(self._session)

    def load(self, module):
        """The candidate's module; its functions, classes and constants are attributes."""
        self.env.send()
        return self._session.name(module, "")

    def run(self, argv, *, stdin=None, env=None, timeout=None, cwd="."):
        """Run a program to its end. Raises TimeoutError after `timeout` seconds; without one the test's limit holds."""
        self.env.send()
        data = stdin.encode() if isinstance(stdin, str) else bytes(stdin or b"")
        wait_s = self._limits["test_s"] * 2 if timeout is None else timeout
        began = time.monotonic()
        found = self._session.request(
            "run", list(map(str, argv)), data, dict(env or {}), cwd, wait_s, self._limits["output_bytes"]
        )
        if found[0] is None:
            raise TimeoutError(f"the program still ran after {wait_s:g} s")
        # By the examiner's own clock: the worker that says how long it took may be the candidate's.
        return Completed(*found[:3], time.monotonic() - began)

    def start(self, argv, *, env=None, cwd="."):
        """Start a program that streams or serves."""
        self.env.send()
        pid = self._session.request("start", list(map(str, argv)), dict(env or {}), cwd, self._limits["output_bytes"])
        return Process(self._session, pid)

    def write(self, path, data):
        """Write a file into the work folder, as long as the test lasts."""
        self._session.request("file_write", os.fspath(path), data.encode() if isinstance(data, str) else bytes(data))

    def read(self, path):
        """A file's bytes. Raises FileNotFoundError."""
        parts, size = [], self._limits["frame_bytes"] // 2
        while not parts or len(parts[-1]) == size:
            parts.append(self._session.request("file_read", os.fspath(path), len(parts) * size, size))
            if len(parts) * size > self._limits["file_bytes"] + size:
                raise OSError(f"{path} is larger than {self._limits['file_bytes'] // 1024:,} KiB")
        return b"".join(parts)

    def read_text(self, path):
        """A file's text."""
        return self.read(path).decode("utf-8")

    def exists(self, path):
        return self._session.request("file_exists", os.fspath(path))

    def files(self):
        """Paths of all files in the work folder."""
        return self._session.request("file_list")

    def free_port(self):
        """A port of the loopback that nobody listens on."""
        with socket.create_server(("127.0.0.1", 0)) as probe:
            return probe.getsockname()[1]

    def echo(self, value):
        """`value` there and back: what the boundary itself costs."""
        return self._session.request("echo", value)
