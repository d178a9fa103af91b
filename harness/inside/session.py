"""The examiner's side of the boundary: the link to the agent, and one session for each test. Trusts nothing that it reads."""

import builtins
import functools
import json
import operator
import os
import secrets
import socket
import sys
import threading
import time
import types

from harness.inside import peer, remote, wire

__tracebackhide__ = True  # pytest leaves these frames out of what it shows

BROKE_IN = "the program wrote into the harness's channel"
HERE = os.path.dirname(__file__) + os.sep
MAX_EXPORTED = 100_000  # objects of one test that the candidate's code may hold


class Stopped(BaseException):
    """The candidate's program can't go on with this test. Not an Exception, so that no test takes it for an answer.

    verdict: a word of `harness.verdicts.Verdict`. traceback: the candidate's own, as text.
    """

    def __init__(self, verdict, message, traceback=""):
        super().__init__(message)
        self.verdict = verdict
        self.message = message
        self.traceback = traceback


class SubjectLost(Exception):
    """The agent itself is gone: the host must start another subject."""


class Link:
    """Listens on loopback for the agent, which proves itself by a token that only the host and it have seen."""

    def __init__(self, bounds):
        self.bounds = bounds
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.control = None
        self._nonce = None
        self._news = threading.Condition()
        self._messages = []
        self._printed = []
        self._lost = False

    def attach(self, token, timeout_s):
        """Wait for the agent of a new subject. Raises TimeoutError."""
        deadline = time.monotonic() + timeout_s
        self.control = wire.Channel(self._accept(token, deadline), wire.Bounds(1024 * 1024, 10_000))
        self._messages, self._printed, self._lost, self._nonce = [], [], False, None
        threading.Thread(target=self._read, args=(self.control,), daemon=True).start()
        self._await("ready", deadline - time.monotonic())

    def open(self):
        """A channel to a fresh worker. Raises SubjectLost."""
        if self._nonce is None:
            self._order_worker()
        nonce, self._nonce = self._nonce, None
        try:
            return wire.Channel(self._accept(nonce, time.monotonic() + 5), self.bounds)
        except TimeoutError:
            raise SubjectLost from None

    def _order_worker(self):
        self._nonce = secrets.token_hex(16)
        self._tell("fork", self._nonce)

    def end(self, more):
        """Have the agent clear up after the test; what it said of the test meanwhile. Raises SubjectLost.

        more: whether another test follows, so that its worker can be made while the examiner goes on.
        """
        self._tell("end")
        if more:
            self._order_worker()
        return self._await("ended", 10)

    def said(self, word, wait_s):
        """The first message of that kind in this test, or None."""
        deadline = time.monotonic() + wait_s
        with self._news:
            while True:
                for message in self._messages:
                    if message[0] == word:
                        return message
                left = deadline - time.monotonic()
                if left <= 0 or self._lost:
                    return None
                self._news.wait(left)

    @property
    def lost(self):
        return self._lost

    def _accept(self, secret, deadline):
        """The connection that begins with `secret`; all others are dropped."""
        while True:
            self.listener.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                connection, _ = self.listener.accept()
                connection.settimeout(1)
                said = connection.recv(len(secret))
                while said and len(said) < len(secret):  # MSG_WAITALL is unknown to gVisor
                    part = connection.recv(len(secret) - len(said))
                    said = said + part if part else b""
            except OSError:
                if time.monotonic() >= deadline:
                    raise TimeoutError from None
                continue
            if secrets.compare_digest(said, secret.encode()):
                return connection
            connection.close()

    def _tell(self, *order):
        try:
            self.control.send(json.dumps(order).encode())
        except wire.Closed:
            raise SubjectLost from None

    def _read(self, control):
        try:
            while True:
                message = wire.loads_hostile(control.receive(), _refuse, control.bounds)
                if type(message) is not list or not message or type(message[0]) is not str:
                    break
                with self._news:
                    if message[0] == "printed":  # apart: a thousand small prints must not crowd out what else is said
                        self._printed += message[2:3] if type(message[-1]) is str else []
                    elif len(self._messages) < 1000:
                        self._messages.append(message)
                    self._news.notify_all()
        except wire.WireError:
            pass
        with self._news:
            if control is self.control:
                self._lost = True
            self._news.notify_all()

    def _await(self, word, wait_s):
        if self.said(word, wait_s) is None:
            raise SubjectLost if self._lost or word == "ended" else TimeoutError
        with self._news:
            messages, self._messages = self._messages, []
            printed, self._printed = self._printed, []
        return [*messages, ["printed", "", "".join(printed)]]


def _refuse(_):
    raise wire.WireError("a reference where none belongs")


_CLOSED_TO_SUBJECT = (
    BaseException,  # `obj` of an AttributeError is whatever the test looked at
    functools.partial,  # its arguments may be what the test expects
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
    types.FrameType,
    types.CodeType,
    types.TracebackType,
    types.ModuleType,
    type,
)


def _await_value(awaitable):
    """The value of a test's awaitable, computed to its end, also where a loop runs already."""
    import asyncio  # at need: it takes a tenth of the examiner's start

    box = []

    def compute():
        async def drive():
            return await awaitable

        try:
            box.append((asyncio.run(drive()), None))
        except BaseException as error:
            box.append((None, error))

    thread = threading.Thread(target=compute)
    thread.start()
    thread.join()
    value, error = box[0]
    if error is not None:
        raise error
    return value


_SUBJECT_MAY = {  # what the candidate's code may do with an object that the test passed
    "iter": iter, "next": next, "len": len, "bool": bool, "contains": operator.contains, "getitem": operator.getitem,
    "setitem": operator.setitem, "await": _await_value, "enter": lambda v: type(v).__enter__(v),
    "exit": lambda v, *e: type(v).__exit__(v, *e),
}  # fmt: skip


class Session(peer.Peer):
    """One test's conversation with its worker."""

    passing = (Stopped, KeyboardInterrupt)
    failing = (AssertionError,)  # exactly of these types, a callback's exception is the test's own failure

    def __init__(self, link, channel, until, output_limit):
        super().__init__(channel)
        self.link = link
        self.until = until
        self.stopped = None  # why nothing more can be asked
        self.forgiven = False  # it stopped in a `repr`, which is no answer to the test
        self.mute = None  # a Stopped: an object had no text, which only a test that fails anyway may overlook
        self.failed = None  # the first failure of the test's own in a callback, which the candidate's code may have swallowed
        self.told = {}  # remote.py's: numbers of objects that know what they will be compared with
        self._ends = []  # what might end a loop of the test's without a word
        self._undo = []
        self.output = []
        self.used = False
        self._output_left = output_limit
        self.missing = False
        self._fixed = {}
        self._classes = {}
        self.described = 0
        self._objects = {}
        self._limit = None

    def deadline(self):
        return self.until if self._limit is None else min(self.until, self._limit)

    def request(self, operation, *arguments):
        self.used = True
        if self.stopped is not None:
            raise self.stopped
        try:
            return super().request(operation, *arguments)
        except TimeoutError as error:
            if type(error) is TimeoutError and getattr(error, "_remote", None) is None and not error.args:
                self.stop("time_limit", "no answer within the time limit")
            raise
        except wire.TooLarge as error:
            self.stop("output_limit", f"the candidate's answer passes a limit: {error}")
        except wire.Closed:
            self._gone()
        except wire.WireError as error:
            self.stop("crashed", f"{BROKE_IN}: {error}")
        except StopIteration as error:
            if operation != "op" or arguments[0] != "next":
                self._ends = [error, *filter(None, [self.swallowed()])]
            raise

    def swallowed(self):
        """A StopIteration that a call raised and that no code of the test's ever saw: it ended a `map` of the test's early."""
        for error in self._ends:
            if error.__traceback__.tb_frame.f_code.co_filename.startswith(HERE):
                return error
        return None

    def changing(self, value):
        """Called before the candidate's code changes a container of the test's in place."""
        self._undo.append(functools.partial(peer.refill, value, value.copy()))

    def undo(self):
        """Put the test's objects back as they were: some live as long as the module, and no test may see another's changes."""
        for put_back in reversed(self._undo):
            try:
                put_back()
            except Exception:  # an attribute that the test itself has taken away meanwhile, say
                continue
        self._undo.clear()

    def stop(self, verdict, message, traceback=""):
        """End the conversation."""
        self.stopped = Stopped(verdict, message, traceback)
        raise self.stopped from None

    def _gone(self):
        if self.link.said("flood", 0.01):
            self.stop("output_limit", "the program printed more than the limit")
        died = self.link.said("died", 1.0)
        if self.link.said("flood", 0):
            self.stop("output_limit", "the program printed more than the limit")
        if died is not None and len(died) == 3 and died[2] is True:
            self.stop("memory_limit", "the program was ended for using more memory than the limit")
        if died is not None and died[1]:
            self.stop("crashed", f"the program was ended by signal {died[1]}")
        self.stop(
            "crashed",
            "the program ended in the middle of a call" if died else "the program hung up in the middle of a call",
        )

    def text(self, operation, value):
        """`repr` or `str` of an object: never what ends a test."""
        self._limit = time.monotonic() + 1.0
        try:
            found = self.request("op", operation, [value])
            if type(found) is str:
                return found
            reason = "gave no text"
        except Stopped:
            self.forgiven = True
            reason = "gave no answer"
        except (KeyboardInterrupt, SystemExit, GeneratorExit) as error:  # pytest lets these through while it reports a failure
            reason = f"raised {type(error).__name__}"
        finally:
            self._limit = None
        self.mute = Stopped("error", f"{operation}() of the candidate's object {reason}")
        return f"<{self.mute.message}>"

    # ------------------------------------------------------------ names

    def names(self, paths):
        """{(module, name): what it is now, or the Stopped that says why it is not there}, in one question."""
        wanted = sorted(set(paths) - set(self._fixed))
        if wanted:
            answers = self.request("names", [list(path) for path in wanted])
            for path, (status, value) in zip(wanted, answers):
                self._fixed[path] = self._learned(path[0], status, value)
        return {path: self._fixed[path] for path in paths}

    def name(self, module, path):
        """What `module.path` was when the test first asked. Raises Stopped where it is missing or fails to load."""
        value = self.names([(module, path)])[module, path]
        if isinstance(value, Stopped):
            raise value
        return value

    def attribute(self, module, path):
        """What `module.path` is at this moment. Raises AttributeError where it is missing, Stopped where it fails to load."""
        ((status, value),) = self.request("names", [[module, path]])
        if status == "missing":
            self.missing = True
            raise AttributeError(str(value))
        value = self._learned(module, status, value)
        if isinstance(value, Stopped):
            raise value
        return value

    def _learned(self, module, status, value):
        if status == "ok":
            return value
        if status == "error":
            kind = getattr(value.get("cls"), "__name__", "an exception")
            text = f"importing {module} raised {kind}: {value.get('text', '')}"
            return Stopped("error", text, str(value.get("traceback", "")))
        return Stopped("not_found", str(value))

    # ------------------------------------------------------------ gate

    def loads(self, data):
        return wire.loads_hostile(data, self.resolve_any, self.channel.bounds)

    def notice(self, message):
        kind, name, parts = message
        if kind == "limit":
            self.stop("output_limit", f"the candidate's answer passes a limit: {str(name)[:200]}")
        if kind != "out" or name not in ("stdout", "stderr") or len(parts) != 1 or type(parts[0]) is not str:
            raise wire.WireError("a message of an unknown kind")
        text = parts[0]
        self._output_left -= len(text)
        if self._output_left < 0:
            self.stop("output_limit", "the program printed more than the limit")
        self.output += [text] if text else []  # else a flood of nothing would have no end
        getattr(sys, name).write(text)

    def resolve(self, found):
        return remote.resolve(self, found)

    def foreign(self, value):
        return remote.encode(self, value) or super().foreign(value)

    def describe(self, value, number):
        if number > MAX_EXPORTED:
            self.stop("output_limit", f"the candidate's code asked the test for more than {MAX_EXPORTED:,} objects")
        if isinstance(value, BaseException):
            return {wire.TAG: "exc", **self.describe_error(value)}
        name = getattr(value, "__name__", None)
        return {
            wire.TAG: "ref",
            "id": number,
            "callable": callable(value),
            "name": name if type(name) is str else None,
        }

    # ------------------------------------------------------------ what the candidate's code asks of the test's objects

    def serve(self, operation, arguments):
        try:
            return self._served(operation, arguments)
        except BaseException as error:
            if type(error) in self.failing:
                self.failed = self.failed or error
            raise

    def _served(self, operation, arguments):
        if operation == "stdin":
            method, size = arguments
            if method not in ("readline", "read") or type(size) is not int:
                raise wire.WireError("an unknown request")
            return str(getattr(sys.stdin, method)(size))
        if operation == "input":
            return str(builtins.input(arguments[0]))
        target = self._exported(arguments[0])
        if operation == "call":
            _, args, kwargs = arguments
            if type(args) is not list or type(kwargs) is not dict:  # `*range(10**9)` would fill the memory
                raise wire.WireError("a request with the wrong parts")
            value = target(*args, **kwargs)
            return _Settled(_await_value(value)) if _is_awaitable(value) else value
        if operation == "op" and arguments[1] in _SUBJECT_MAY and type(arguments[2]) is list:
            return _SUBJECT_MAY[arguments[1]](target, *arguments[2])
        if operation in ("get", "set"):
            name = arguments[1]
            # From a function or a frame the way to the hidden tests is short.
            if type(name) is not str or name.startswith("_") or isinstance(target, _CLOSED_TO_SUBJECT) or _of_mock(target, name):
                raise AttributeError(str(name)[:100])
            if operation == "get":
                return getattr(target, name)
            had = getattr(target, name, self)
            setattr(target, name, arguments[2])
            self._undo.append(functools.partial(*((delattr, target, name) if had is self else (setattr, target, name, had))))
            return None
        raise wire.WireError("an unknown request")

    def _exported(self, number):
        if type(number) is not int or number not in self.exported:
            raise wire.WireError("a reference to nothing")
        return self.exported[number]

    def describe_error(self, error):
        mine = getattr(error, "_remote", None)
        kind = next(base for base in type(error).__mro__ if getattr(builtins, base.__name__, None) is base)
        return {
            "mine": mine[1] if mine is not None and mine[0] is self else None,
            "type": kind.__name__,
            "args": [argument for argument in error.args if type(argument) in (str, int, float, bool, type(None))],
            "text": peer.text_of(error),
            "id": self.number_of(error),
        }

    def rebuild_error(self, found):
        if "own" in found:
            return self._exported(found["own"])
        try:
            return remote.rebuild_error(self, found)
        except Exception as error:
            raise wire.WireError(f"an exception that is none: {type(error).__name__}") from None


def _of_mock(target, name):
    """Whether it is a Mock's own: a candidate must not answer `assert_called_once_with` or count its calls itself."""
    mock = sys.modules.get("unittest.mock")
    return mock is not None and isinstance(target, mock.NonCallableMock) and hasattr(mock.MagicMock, name)


class _Settled:
    """Marks the value of a test's async callback for the wire."""

    def __init__(self, value):
        self.value = value


def _is_awaitable(value):
    return hasattr(type(value), "__await__") and not isinstance(value, remote.RemoteObject)


class Now:
    """The session of the test that runs, if one does."""

    session = None


def current():
    """Raises RuntimeError outside of a test."""
    if Now.session is None:
        raise RuntimeError("the candidate's code can only be used inside a test or a function-scoped fixture")
    return Now.session
