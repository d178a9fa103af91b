"""The process in which a candidate's code runs, one for each test. Runs in the subject; nobody trusts it.

It knows how to import, call and describe the candidate's objects, and stands in for the objects that a test passes.
"""

import builtins
import dataclasses
import importlib
import inspect
import io
import operator
import os
import sys
import types

from harness.inside import peer, processes, wire

HERE = os.path.dirname(__file__) + os.sep

BUILTIN_TYPES = {name: value for name, value in vars(builtins).items() if isinstance(value, type)}
_BUILTIN_NAMES = {value: name for name, value in BUILTIN_TYPES.items()}

# A class is described by those of these names that it defines itself or inherits from anything but `object`.
SPECIAL = [
    "__call__",
    "__len__",
    "__iter__",
    "__next__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__contains__",
    "__reversed__",
    "__bool__",
    "__hash__",
    "__eq__",
    "__ne__",
    "__lt__",
    "__le__",
    "__gt__",
    "__ge__",
    "__add__",
    "__radd__",
    "__iadd__",
    "__sub__",
    "__rsub__",
    "__isub__",
    "__mul__",
    "__rmul__",
    "__imul__",
    "__matmul__",
    "__rmatmul__",
    "__truediv__",
    "__rtruediv__",
    "__floordiv__",
    "__rfloordiv__",
    "__mod__",
    "__rmod__",
    "__divmod__",
    "__rdivmod__",
    "__pow__",
    "__rpow__",
    "__and__",
    "__rand__",
    "__or__",
    "__ror__",
    "__xor__",
    "__rxor__",
    "__lshift__",
    "__rshift__",
    "__neg__",
    "__pos__",
    "__abs__",
    "__invert__",
    "__int__",
    "__float__",
    "__complex__",
    "__index__",
    "__round__",
    "__trunc__",
    "__floor__",
    "__ceil__",
    "__enter__",
    "__exit__",
    "__await__",
    "__aiter__",
    "__anext__",
    "__aenter__",
    "__aexit__",
    "__format__",
    "__bytes__",
    "__fspath__",
    "__get__",
    "__set__",
    "send",
    "throw",
    "close",
]

_DATA = {  # how to read the data of a subclass of a built-in type, past whatever the subclass overrides
    str: str.__str__,
    int: int.__int__,
    float: float.__float__,
    complex: lambda value: complex(complex.__complex__(value) if hasattr(complex, "__complex__") else value + 0),
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
    list: lambda value: list(list.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
    set: lambda value: set(set.__iter__(value)),
    bytearray: lambda value: bytearray(bytearray.__getitem__(value, slice(None))),
}

_MRO = type.__dict__["__mro__"].__get__


class Worker(peer.Peer):
    """The subject's side of one test."""

    def __init__(self, channel, bounds, folder, before_import):
        super().__init__(channel)
        self.before_import = before_import
        self.send_bounds = bounds
        self.processes = processes.Processes(folder)
        self._described = set()
        self._origins = {}
        self._loop = None
        self._tasks = {}

    # ------------------------------------------------------------ describing what stays here

    def foreign(self, value):
        if isinstance(value, Upstream) and type(value) in _UPSTREAM:
            return {wire.TAG: "own", "id": object.__getattribute__(value, "_number")}
        if isinstance(value, type):
            return self._class(value)
        return super().foreign(value)

    def describe(self, value, number):
        kind = type(value)
        found = {wire.TAG: "ref", "id": number, "cls": self._class(kind)}
        if kind is types.FunctionType:
            found["name"] = str(value.__name__)[:200]
            found["async"] = inspect.iscoroutinefunction(value)
        elif kind is types.ModuleType:
            found["name"] = str(vars(value).get("__name__"))[:200]
        for base in _MRO(kind):
            if base in _DATA:
                found["base"] = base.__name__
                found["data"] = wire._Encoder(self.foreign, 10_000).tree(_DATA[base](value), 8)
                break
        return found

    def _class(self, kind):
        name = _BUILTIN_NAMES.get(kind)
        if name is not None:
            return {wire.TAG: "builtin", "v": name}
        number = self.number_of(kind)
        found = {wire.TAG: "cls", "id": number}
        if number not in self._described:
            self._described.add(number)
            mro = _MRO(kind)
            found.update(
                name=str(type.__dict__["__name__"].__get__(kind))[:200],
                qualname=str(type.__dict__["__qualname__"].__get__(kind))[:200],
                module=str(vars(kind).get("__module__", ""))[:200],
                mro=[self._class(base) for base in mro[1:-1]],
                special=[name for name in SPECIAL if any(name in vars(base) for base in mro[:-1])],
                meta=[name for name in SPECIAL if any(name in vars(base) for base in _MRO(type(kind))[:-2])],
                fields=_fields(mro),
            )
        return found

    def dumps(self, value):
        described = set(self._described)
        try:
            return super().dumps(value)
        except BaseException:
            self._described = described  # the other side never saw these
            raise

    def describe_error(self, error, depth=0):
        origin = self._origins.get(id(error))
        if origin is not None:
            return {"own": origin[1]}
        chained = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return {
            "cls": type(error),
            "id": self.number_of(error),
            "args": [_plain_or_text(argument) for argument in BaseException.args.__get__(error)[:20]],
            "text": peer.text_of(error),
            "traceback": peer.traceback_of(error, (HERE, "<harness")) if depth == 0 else "",
            "cause": self.describe_error(error.__cause__, depth + 1) if error.__cause__ is not None and depth < 4 else None,
            "context": self.describe_error(chained, depth + 1) if chained is not error.__cause__ and depth < 4 else None,
            "attrs": {
                name: _plain_or_text(getattr(error, name))
                for name in ("code", "value", "errno", "strerror", "filename", "name")
                if name not in vars(error) and _has(error, name)
            },
        }

    # ------------------------------------------------------------ standing in for the other side

    def resolve(self, found):
        kind = found[wire.TAG]
        if kind == "ref":
            return (UpstreamCallable if found["callable"] else Upstream)(self, found)
        if kind == "builtin":
            return BUILTIN_TYPES[found["v"]]
        if kind == "settled":
            return _Settled(found["v"])
        if kind == "exc":
            return self.rebuild_error(found)
        raise wire.WireError(f"an unknown tag {kind}")

    def rebuild_error(self, found):
        if found.get("mine") is not None:  # an exception of the candidate's own comes home
            return self.exported[found["mine"]]
        kind = BUILTIN_TYPES.get(found["type"], Exception)
        try:
            error = kind(*found["args"])
        except Exception:
            error = RuntimeError(found["text"])
        self._origins[id(error)] = (error, found["id"])
        return error

    # ------------------------------------------------------------ operations

    def serve(self, operation, arguments):
        handle = getattr(self, "do_" + operation, None)
        if handle is not None:
            return handle(*arguments)
        return getattr(self.processes, operation)(*arguments)

    def before_answer(self):
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:
                pass  # a candidate may have closed or replaced it

    def do_echo(self, value):
        return value

    def do_names(self, wanted):
        """[[module, attribute or ""], ...] -> [[status, value], ...]; a module is imported once, a failure told for each name."""
        return [self._name(module, name) for module, name in wanted]

    def _name(self, module, name):
        self.before_import()
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name and (module == error.name or module.startswith(error.name + ".")):
                return ["absent", f"there is no module {error.name}"]
            return ["error", self.describe_error(error)]
        except BaseException as error:
            return ["error", self.describe_error(error)]
        value = found
        for part in name.split(".") if name else ():
            try:
                value = getattr(value, part)
            except AttributeError:
                return ["missing", f"{module} has no {name}"]
        return ["ok", value]

    def do_call(self, number, args, kwargs):
        return self.exported[number](*args, **kwargs)

    def do_get(self, number, name):
        return getattr(self.exported[number], name)

    def do_set(self, number, name, value):
        setattr(self.exported[number], name, value)

    def do_del(self, number, name):
        delattr(self.exported[number], name)

    def do_op(self, name, args):
        return OPERATIONS[name](*args)

    def do_data(self, number):
        """The data of a subclass of a built-in container, as it is now."""
        value = self.exported[number]
        return next(_DATA[base](value) for base in _MRO(type(value)) if base in _DATA)

    def do_signature(self, number):
        parameters = inspect.signature(self.exported[number]).parameters.values()
        return [[p.name, int(p.kind), p.default is not p.empty, _plain_or_text(p.default)] for p in parameters]

    def do_derive(self, bases, name, namespace):
        """A subclass, made by the test, of the candidate's class: its functions call back."""
        return types.new_class(
            name,
            tuple(bases),
            {},
            lambda body: body.update({key: _method(value) for key, value in namespace.items()}),
        )

    # Coroutines run on one loop of this worker, as far as a test awaits them.

    def do_task(self, number):
        import asyncio  # at need: every test would pay for it, in the size of the process that is forked

        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)

        async def drive(awaitable):
            return await awaitable

        if number not in self._tasks:
            self._tasks[number] = self._loop.create_task(drive(self.exported[number]))

    def do_advance(self, number, seconds):
        """Run the loop until the task is done, at most for `seconds`. [done, value]; raises what the task raised."""
        import asyncio

        task = self._tasks[number]
        self._loop.run_until_complete(asyncio.wait({task}, timeout=seconds))
        return [True, task.result()] if task.done() else [False, None]

    def do_cancel(self, number):
        self._tasks[number].cancel()

    def do_environ(self, variables):
        for name, value in variables.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


OPERATIONS = {name: getattr(operator, name) for name in dir(operator) if not name.startswith("_")}
OPERATIONS.update(
    len=len, iter=iter, next=next, hash=hash, repr=lambda v: repr(v)[: peer.MAX_TEXT], str=lambda v: str(v)[: 64 * peer.MAX_TEXT],
    bool=bool, int=int, float=float, complex=complex, round=round, reversed=reversed, abs=abs, divmod=divmod, pow=pow,
    format=format,
    bytes=bytes, dir=dir, isinstance=isinstance, issubclass=issubclass, setitem=operator.setitem,
    trunc=lambda v: type(v).__trunc__(v), floor=lambda v: type(v).__floor__(v), ceil=lambda v: type(v).__ceil__(v),
    enter=lambda v: type(v).__enter__(v), exit=lambda v, *e: type(v).__exit__(v, *e), fspath=os.fspath,
    aenter=lambda v: type(v).__aenter__(v), aexit=lambda v, *e: type(v).__aexit__(v, *e),
    aiter=lambda v: type(v).__aiter__(v), anext=lambda v: type(v).__anext__(v),
)  # fmt: skip


def _fields(mro):
    """Names of a data class's fields or of a named tuple's; None for all else."""
    for base in mro:
        found = vars(base).get("__dataclass_fields__")
        if type(found) is dict and all(isinstance(field, dataclasses.Field) for field in found.values()):
            return [
                "dataclass",
                [name for name, field in found.items() if field._field_type is dataclasses._FIELD],
            ]
        found = vars(base).get("_fields")
        if tuple in mro and type(found) is tuple and all(type(name) is str for name in found):
            return ["namedtuple", list(found)]
    return None


def _has(value, name):
    try:
        return hasattr(value, name)
    except BaseException:
        return False


def _plain_or_text(value):
    """The value where it is small plain data, else what it says of itself: arguments of exceptions are for reading."""

    def refuse(_):
        raise wire.WireError

    try:
        wire.dumps(value, refuse, wire.Bounds(nodes=1000))
        return value
    except Exception:
        return peer.text_of(value)


def _method(value):
    if not isinstance(value, UpstreamCallable):
        return value

    def method(*args, **kwargs):
        return value(*args, **kwargs)

    return method


class Upstream:
    """Stands in for an object that a test passed: every use of it asks the test."""

    __slots__ = ("_flags", "_number", "_worker")

    def __init__(self, worker, found):
        object.__setattr__(self, "_worker", worker)
        object.__setattr__(self, "_number", found["id"])
        object.__setattr__(self, "_flags", found)

    def _ask(self, operation, *arguments):
        worker = object.__getattribute__(self, "_worker")
        if not worker._depth:
            raise RuntimeError("a test's callback can only be used while the test waits for an answer")
        return worker.request(operation, object.__getattribute__(self, "_number"), *arguments)

    def __getattr__(self, name):
        if name in ("__name__", "__qualname__", "__doc__"):
            return object.__getattribute__(self, "_flags").get("name")
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask("get", name)

    def __setattr__(self, name, value):
        self._ask("set", name, value)

    def __iter__(self):
        return self._ask("op", "iter", [])

    def __next__(self):
        return self._ask("op", "next", [])

    def __len__(self):
        return self._ask("op", "len", [])

    def __bool__(self):
        return self._ask("op", "bool", [])

    def __contains__(self, value):
        return self._ask("op", "contains", [value])

    def __getitem__(self, key):
        return self._ask("op", "getitem", [key])

    def __setitem__(self, key, value):
        return self._ask("op", "setitem", [key, value])

    def __enter__(self):
        return self._ask("op", "enter", [])

    def __exit__(self, *error):
        return self._ask("op", "exit", [None, None, None])

    def __await__(self):
        return self._ask("op", "await", []).__await__()

    def __repr__(self):
        return f"<the test's {object.__getattribute__(self, '_flags').get('name') or 'object'}>"


class UpstreamCallable(Upstream):
    """The same for what can be called."""

    __slots__ = ()

    def __call__(self, *args, **kwargs):
        return self._ask("call", list(args), kwargs)


_UPSTREAM = (Upstream, UpstreamCallable)


class _Settled:
    """What a test's async callback gave: already computed, to be awaited."""

    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self.value
        yield


# ---------------------------------------------------------------- standard streams


class _Out(io.RawIOBase):
    """Python-level output goes through the channel, in order with the answers, so that `capsys` sees it as in-process."""

    def __init__(self, worker, name, number):
        self.worker, self._name, self._number = worker, name, number
        self._held = bytearray()

    def writable(self):
        return True

    def fileno(self):
        return self._number

    def isatty(self):
        return False

    def write(self, data):
        self._held += data
        if len(self._held) > 8192:
            self.flush()
        return len(data)

    def flush(self):
        if self._held:
            held, self._held = self._held, bytearray()
            while held:
                part, held = held[:65536], held[65536:]
                self.worker.channel.send(self.worker.dumps(["out", self._name, [part.decode("utf-8", "backslashreplace")]]))


class _In(io.TextIOBase):
    """Input comes from what the test's own sys.stdin is at that moment."""

    def __init__(self, worker):
        self.worker = worker

    def readable(self):
        return True

    def readline(self, size=-1):
        return self.worker.request("stdin", "readline", size)

    def read(self, size=-1):
        return self.worker.request("stdin", "read", size)

    def isatty(self):
        return False


def start(channel, bounds, folder, before_import):
    """Serve one test until its channel closes. Never returns. before_import: called before the candidate's code comes in."""
    worker = Worker(channel, bounds, folder, before_import)
    for name, number in (("stdout", 1), ("stderr", 2)):
        raw = _Out(worker, name, number)
        stream = io.TextIOWrapper(_Buffered(raw), encoding="utf-8", errors="backslashreplace", write_through=True)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.stdin = sys.__stdin__ = _In(worker)

    def ask(prompt=""):
        worker.before_answer()
        return worker.request("input", str(prompt))

    builtins.input = ask
    try:
        worker.run()
    except (wire.Closed, wire.WireError):
        pass
    os._exit(0)


class _Buffered(io.BufferedIOBase):
    """The `buffer` of a standard stream."""

    def __init__(self, raw):
        self._raw = raw

    @property
    def raw(self):
        return self._raw

    def writable(self):
        return True

    def write(self, data):
        return self._raw.write(bytes(data))

    def flush(self):
        self._raw.flush()

    def fileno(self):
        return self._raw.fileno()

    def isatty(self):
        return False
