"""Programs and files of the candidate, on behalf of a test. Runs in the worker; nobody trusts it.

Each public method is an operation that the examiner may ask for; paths are relative to the work folder.
"""

import os
import signal
import subprocess
import sys
import threading
import time

from harness.inside import wire


class _Program:
    """A started program, whose output two threads collect up to a limit."""

    def __init__(self, process, limit):
        self.process = process
        self.limit = limit
        self.flooded = False
        self.changed = threading.Condition()
        self.text = {"stdout": bytearray(), "stderr": bytearray()}
        self.taken = 0
        self.open = 2
        for name in self.text:
            threading.Thread(target=self._collect, args=(name, getattr(process, name)), daemon=True).start()

    def _collect(self, name, stream):
        while True:
            try:
                part = os.read(stream.fileno(), 65536)
            except (OSError, ValueError):
                part = b""
            with self.changed:
                if part:
                    room = self.limit - len(self.text["stdout"]) - len(self.text["stderr"])
                    self.text[name] += part[:room]
                    self.flooded = self.flooded or len(part) > room
                else:
                    self.open -= 1
                self.changed.notify_all()
            if not part:
                return
            if self.flooded:
                _kill_group(self.process)

    def check(self):
        if self.flooded:
            raise wire.TooLarge(f"the program printed more than {self.limit // 1024:,} KiB")

    def settled(self, deadline):
        """Wait until the program has ended and its output is read; whether it has."""
        with self.changed:
            while self.open:
                left = deadline - time.monotonic()
                if left <= 0 or (self.process.poll() is not None and not self.changed.wait(min(left, 0.2))):
                    break  # a child that it left behind may hold its output open
                self.changed.wait(min(left, 0.05))
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True


class Processes:
    """Operations on programs and files; `folder` is the work folder."""

    def __init__(self, folder):
        self._folder = folder
        self._programs = {}

    def _path(self, path):
        return os.path.join(self._folder, path)

    def _start(self, argv, env, cwd, limit):
        argv = [sys.executable if argv[0] in ("python", "python3") else argv[0], *argv[1:]]
        return _Program(
            subprocess.Popen(
                argv,
                cwd=self._path(cwd),
                env={**os.environ, **env},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            ),
            limit,
        )

    def run(self, argv, stdin, env, cwd, timeout, limit):
        """[status, stdout, stderr, seconds], or status None where the time was up (it is killed then)."""
        began = time.monotonic()
        program = self._start(argv, env, cwd, limit)
        threading.Thread(target=_feed, args=(program.process.stdin, stdin), daemon=True).start()
        ended = program.settled(began + timeout)
        if not ended:
            _kill_group(program.process)
        program.check()
        with program.changed:
            out, err = bytes(program.text["stdout"]), bytes(program.text["stderr"])
        return [program.process.returncode if ended else None, out, err, time.monotonic() - began]

    def start(self, argv, env, cwd, limit):
        """The program's number, which is its process id."""
        program = self._start(argv, env, cwd, limit)
        self._programs[program.process.pid] = program
        return program.process.pid

    def program_write(self, pid, data):
        stream = self._programs[pid].process.stdin
        stream.write(data)
        stream.flush()

    def program_close_stdin(self, pid):
        self._programs[pid].process.stdin.close()

    def program_read(self, pid, wait_s, line):
        """Standard output not read yet: all of it, or up to the next line's end. None where the time was up, b"" at the end."""
        program = self._programs[pid]
        deadline = time.monotonic() + wait_s
        with program.changed:
            while True:
                program.check()
                text = program.text["stdout"]
                end = text.find(b"\n", program.taken) + 1 if line else len(text)
                if not program.open and end <= program.taken:
                    end = len(text)
                if end > program.taken:
                    taken, program.taken = program.taken, end
                    return bytes(text[taken:end])
                if not program.open:
                    return b""
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                program.changed.wait(left)

    def program_output(self, pid):
        """All of [stdout, stderr] so far."""
        program = self._programs[pid]
        with program.changed:
            return [bytes(program.text["stdout"]), bytes(program.text["stderr"])]

    def program_wait(self, pid, wait_s):
        """The exit status, minus the signal's number where one ended it; None where it still runs."""
        program = self._programs[pid]
        program.settled(time.monotonic() + wait_s)
        program.check()
        return program.process.poll()

    def program_signal(self, pid, number, group):
        program = self._programs[pid]
        if program.process.poll() is None:
            os.killpg(pid, number) if group else os.kill(pid, number)

    def program_memory(self, pid):
        """Resident bytes of the program and all that descends from it."""
        parents, resident = {}, {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    with open(f"/proc/{entry}/stat", "rb") as stat:
                        fields = stat.read().rpartition(b")")[2].split()
                except OSError:
                    continue
                parents[int(entry)] = int(fields[1])
                resident[int(entry)] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
        members = {pid}
        while True:
            more = {child for child, parent in parents.items() if parent in members} - members
            if not more:
                return sum(resident.get(member, 0) for member in members)
            members |= more

    def file_write(self, path, data):
        target = self._path(path)
        os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)

    def file_read(self, path, offset, size):
        with open(self._path(path), "rb") as file:
            file.seek(offset)
            return file.read(size)

    def file_exists(self, path):
        return os.path.exists(self._path(path))

    def file_list(self):
        found = []
        for folder, folders, files in os.walk(self._folder):
            folders.sort()
            if os.path.basename(folder) != "__pycache__":
                found += [os.path.relpath(os.path.join(folder, name), self._folder) for name in files]
            if len(found) > 20_000:
                raise wire.TooLarge("more than 20,000 files in the work folder")
        return sorted(found)


def _kill_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except OSError:
        pass


def _feed(stream, data):
    try:
        stream.write(data)
        stream.close()
    except OSError:
        pass
