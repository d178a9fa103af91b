"""The first process of the subject: forks a fresh worker for each test and clears up after it.

It needs no trust: all that it can spoil is its own candidate's result. It runs as process 1 of its PID namespace, so the
kernel drops every signal that the candidate sends it; it has loaded the environment's heavy packages and nothing of the
candidate's. Standard library only, Python 3.9 or later; started by `bootstrap` with frames on standard input.
"""

import ctypes
import errno
import functools
import gc
import importlib
import importlib.util
import io
import json
import os
import py_compile
import random
import resource
import select
import shutil
import signal
import socket
import stat
import struct
import sys
import tarfile
import time

from harness.inside import wire, worker

FORK, END = "fork", "end"
_PR_SET_DUMPABLE, _PR_SET_PDEATHSIG = 4, 1


class Agent:
    """Waits on the examiner's orders, on the worker's end and on what the worker prints past Python."""

    def __init__(self, config, archive):
        self.config = config
        self.folder = config["folder"]
        self.alone = os.getpid() == 1  # process 1 of a namespace of its own: all else in it is the candidate's
        self.bounds = wire.Bounds(config["frame_bytes"], config["frame_nodes"])
        self.files = _Files(self.folder, archive)
        sys.argv = [""]
        for name in [name for name in sys.modules if name == "harness" or name.startswith("harness.")]:
            del sys.modules[name]  # a candidate may have a package of that name
        self.worker = None
        self.pipes = {}
        self.printed = 0
        self.control = wire.Channel(self.connect(config["token"]))

    def connect(self, secret):
        connection = socket.create_connection(("127.0.0.1", self.config["port"]), timeout=5)
        connection.sendall(secret.encode())
        return connection

    def tell(self, *message):
        self.control.send(json.dumps(message).encode())

    def run(self):
        """Serve the examiner until it hangs up."""
        self.tell("ready")
        self.wake = _wake_on_child()
        self.prepare()
        while True:
            ready, _, _ = select.select([self.control.socket, self.wake, *self.pipes], [], [])
            if self.wake in ready:
                os.read(self.wake, 4096)
                self.reap()
            for pipe in [pipe for pipe in self.pipes if pipe in ready]:
                self.forward(pipe)
            while self.control.socket in ready:
                self.obey(*json.loads(self.control.receive()))
                if not self.control.pending:
                    break

    def obey(self, order, nonce=""):
        if order == FORK:
            os.write(self.start, nonce.encode())
        elif order == END:
            self.end()
            self.tell("ended")
            self.prepare()

    # ------------------------------------------------------------ one worker

    def prepare(self):
        """Fork the next test's worker, which waits for its word: so the examiner does not wait for the fork."""
        pipes = [os.pipe(), os.pipe()]
        go, self.start = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                self.become_worker(go, pipes)
            finally:
                os._exit(70)
        os.close(go)
        self.printed = 0
        self.worker = pid
        for name, (reading, writing) in zip(("stdout", "stderr"), pipes):
            os.close(writing)
            os.set_blocking(reading, False)
            self.pipes[reading] = name
        self.oom = _oom_kills()

    def become_worker(self, go, pipes):
        """Set up before the word comes: none of this is the test's time."""
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, (_, writing) in zip((1, 2), pipes):
            os.dup2(writing, number)
        os.dup2(go, 0)
        os.closerange(3, 64)
        os.chdir(self.folder)
        _prctl(_PR_SET_DUMPABLE, 1)
        _prefer_as_victim()
        # Until it imports the candidate's modules: programs that a test starts must not write into what tells their ends.
        _prctl(_PR_SET_DUMPABLE, 0)
        random.seed()
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        nonce = os.read(0, 64)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if nonce:
            connection = wire.Channel(self.connect(nonce.decode()))
            # Only now: what the library loads on its own ("idna" for a connection loads `stringprep`, a source file's coding a
            # codec) would come from the candidate's files, in the agent itself or before the examiner knows of the worker.
            sys.path.insert(0, self.folder)
            worker.start(connection, self.bounds, self.folder, functools.partial(_prctl, _PR_SET_DUMPABLE, 1))

    def forward(self, pipe):
        """What the worker or its children print to the descriptors themselves."""
        try:
            data = os.read(pipe, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            os.close(pipe)
            del self.pipes[pipe]
            return
        room = max(0, self.config["output_bytes"] - self.printed)
        self.printed += len(data)
        if room:
            self.tell("printed", self.pipes[pipe], data[:room].decode("utf-8", "backslashreplace"))
        if len(data) > room:
            self.tell("flood")
            self.kill()

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.worker:
                self.worker = None
                self.tell("died", os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, _oom_kills() > self.oom)

    def kill(self):
        """End all that the candidate started."""
        if self.alone:
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                pass
        elif self.worker is not None:
            try:
                os.killpg(self.worker, signal.SIGKILL)
            except OSError:
                pass

    def end(self):
        """Leave nothing of the last test: no process, no changed file."""
        deadline = time.monotonic() + 5
        os.close(self.start)
        self.kill()
        while not _reaped_all() and time.monotonic() < deadline:
            if select.select([self.wake], [], [], 0.02)[0]:
                os.read(self.wake, 4096)
            self.kill()  # also what was forked meanwhile
        self.worker = None
        for pipe in list(self.pipes):
            while pipe in self.pipes and select.select([pipe], [], [], 0)[0]:
                self.forward(pipe)
            if pipe in self.pipes:
                os.close(pipe)
                del self.pipes[pipe]
        self.files.restore()


def _reaped_all():
    """Whether no child is left, after taking note of those that ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


class _Files:
    """The work folder as submitted. What a test changed is known by inode and change time, which no candidate can set, and by
    content: what is written through a shared mapping of a page that was read before changes no time.
    """

    def __init__(self, folder, archive):
        self.folder = folder
        self.content = {}
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for entry in tar:
                self.content[entry.name] = (tar.extractfile(entry).read(), entry.mode & 0o777)
        self.seen = {}
        self.mode = stat.S_IMODE(os.stat(folder).st_mode)
        self._learn_folders()
        self.restore()
        self._compile()

    def _learn_folders(self):
        self.folders = {os.path.dirname(path) for path in self.content}
        self.folders |= {up for path in self.folders for up in _ups(path)}
        self.folders.discard("")

    def _compile(self):
        """Compile the modules once, so that not every test pays for it. In a child, since hostile source can crash a compiler."""
        modules = [path for path in self.content if path.endswith(".py")][:200]
        pid = os.fork()
        if pid == 0:
            try:
                _prefer_as_victim()
                for path in modules:
                    place = os.path.join(self.folder, path)
                    mode = py_compile.PycInvalidationMode.CHECKED_HASH
                    try:
                        py_compile.compile(place, quiet=2, doraise=False, invalidation_mode=mode)
                    except BaseException:
                        continue
            finally:
                os._exit(0)
        deadline = time.monotonic() + 3
        while os.waitpid(pid, os.WNOHANG)[0] == 0:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                break
            time.sleep(0.002)
        room = 16 * 1024 * 1024  # a few characters of source can make KiB of constants, and the agent keeps them in memory
        for path in modules:
            made = importlib.util.cache_from_source(path)
            try:
                with open(os.path.join(self.folder, made), "rb") as file:
                    size = os.stat(file.fileno()).st_size
                    if size <= room:
                        room -= size
                        self.content[made] = (file.read(size), 0o644)
            except OSError:
                continue
        self._learn_folders()
        self.seen = {}
        self._scan("", self.seen)

    def restore(self):
        for scratch in ("/tmp", "/dev/shm") if os.getpid() == 1 else ():
            _empty(scratch, set())
        try:
            os.chmod(self.folder, self.mode)  # a folder that nobody may enter would be the end of the agent
        except OSError:
            pass
        for path, (data, _) in self.content.items() if self.seen else ():
            if self._differs(path, data):
                _remove(os.path.join(self.folder, path))
        now = {}
        self._scan("", now)
        if now == self.seen and now:
            return
        for path, mark in now.items():
            if self.seen.get(path) != mark and (path not in self.folders or not mark[-1]):
                _remove(os.path.join(self.folder, path))
        for path in sorted(self.folders):
            os.makedirs(os.path.join(self.folder, path), exist_ok=True)
            os.chmod(os.path.join(self.folder, path), 0o755)
        for path, (data, mode) in self.content.items():
            target = os.path.join(self.folder, path)
            if not os.path.lexists(target):
                try:
                    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode), "wb") as file:
                        file.write(data)
                except OSError:
                    continue  # the folder is full: what is missing will be missed by the candidate's own code
        self.seen = {}
        self._scan("", self.seen)

    def _differs(self, path, data):
        try:
            descriptor = os.open(os.path.join(self.folder, path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return False  # what is no file any more is seen by its inode
        try:
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(len(data) + 1) != data
        except OSError:
            return True  # a folder in its place, for one
        finally:
            os.close(descriptor)

    def _scan(self, path, found):
        try:
            entries = list(os.scandir(os.path.join(self.folder, path)))
        except OSError:
            return
        for entry in entries:
            name = f"{path}/{entry.name}" if path else entry.name
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            is_folder = stat.S_ISDIR(status.st_mode)
            if is_folder:
                try:
                    os.chmod(os.path.join(self.folder, name), 0o755) if status.st_mode & 0o700 != 0o700 else None
                except OSError:
                    pass
                found[name] = (status.st_ino, 0, 0, True)
                if name in self.folders:
                    self._scan(name, found)
            else:
                found[name] = (status.st_ino, status.st_ctime_ns, status.st_size, False)


def _ups(path):
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _remove(path):
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, onerror=_open_up)
        else:
            os.unlink(path)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.EBUSY, errno.EPERM, errno.EACCES):
            raise


def _open_up(function, path, _):
    """A folder without permissions is the candidate's own: open it, then go on, also where it holds more of them."""
    for folder in (os.path.dirname(path), path) if function is not os.open and function is not os.scandir else (path,):
        try:
            shut = os.lstat(folder).st_mode & 0o700 != 0o700
            os.chmod(folder, 0o700)
        except OSError:
            shut = False
    try:
        if function is not os.open and function is not os.scandir:
            function(path)
        elif shut:
            shutil.rmtree(path, onerror=_open_up)
    except OSError:
        pass


def _empty(folder, keep):
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        if name not in keep:
            _remove(os.path.join(folder, name))


def _wake_on_child():
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    return reading


_LIBC = ctypes.CDLL(None)


def _prctl(option, value):
    if sys.platform == "linux":
        _LIBC.prctl(option, value, 0, 0, 0)


def _prefer_as_victim():
    """When memory runs out, the kernel should end the worker and not the agent."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass


_COUNTERS = (
    ("/run/grade/memory.events", "oom_kill"),
    ("/run/grade/memory.oom_control", "oom_kill"),
    ("/sys/fs/cgroup/memory.events", "oom_kill"),
    ("/sys/fs/cgroup/memory/memory.oom_control", "oom_kill"),
)


def _oom_kills():
    """How often the kernel ended something here for lack of memory, where the sandbox can tell."""
    for path, name in _COUNTERS:
        try:
            with open(path) as file:
                for line in file:
                    if line.split()[0] == name:
                        return int(line.split()[1])
        except (OSError, ValueError, IndexError):
            continue
    return 0


def _frame(stream):
    (length,) = struct.unpack(">I", _exactly(stream, 4))
    return _exactly(stream, length)


def _exactly(stream, count):
    data = stream.read(count)
    if len(data) < count:
        raise SystemExit("the harness hung up")
    return data


def main():
    """Frames on standard input: the configuration, then, once the hidden tests are collected, the submission as a tar."""
    config = json.loads(_frame(sys.stdin.buffer))
    _prctl(_PR_SET_DUMPABLE, 0)
    if config.get("die_with_parent"):
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in config["preload"]:
        importlib.import_module(name)
    archive = _frame(sys.stdin.buffer)
    if b"async" in archive:  # the one large module of the library that many submissions load, each test anew
        importlib.import_module("asyncio")
    gc.collect()
    gc.freeze()  # a worker's collector must not touch, and so copy, every page of the agent
    agent = Agent(config, archive)
    try:
        agent.run()
    except wire.Closed:
        agent.end()
