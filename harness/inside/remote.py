"""What the candidate's objects look like in a test. Runs in the examiner; the objects themselves stay in the subject.

Each class of the candidate's has a class here with the same order of bases, so that `isinstance`, `except` and
`pytest.raises` mean what they say. Only the special methods that the real class has are there. A remote object equals
another one when the candidate's code says so, and never plain data; where its class derives from a built-in type, it is
compared by its data, here.
"""

import builtins
import dataclasses
import inspect

from harness.inside import wire

__tracebackhide__ = True  # pytest leaves these frames out of what it shows

BUILTIN_TYPES = {name: value for name, value in vars(builtins).items() if isinstance(value, type)}
_BUILTIN_NAMES = {value: name for name, value in BUILTIN_TYPES.items()}
_IMMUTABLE = (str, int, float, complex, bytes, tuple, frozenset)
_MUTABLE = (list, dict, set, bytearray)
MAX_OBJECTS = 300_000
MAX_DESCRIBED = 100_000  # classes of one test, with all that is said of them


def _session():
    from harness.inside import session

    return session.current()


# ---------------------------------------------------------------- classes


class RemoteMeta(type):
    """The type of the candidate's classes, and of names imported from the candidate before any test runs (stand-ins)."""

    def __new__(meta, name, bases, namespace, _remote=None):
        if _remote is None:  # a class statement in a test: a subclass, to be made in the subject
            local = {key: value for key, value in namespace.items() if key == "__classcell__"}
            made = super().__new__(meta, name, (BaseException,), {**local, "_remote_resolve": _derived(bases, name, namespace)})
        else:
            made = super().__new__(meta, name, bases, namespace)
        return made

    def __init__(cls, name, bases, namespace, _remote=None):
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        target = cls._remote_resolve()
        if target is not cls:
            return target(*args, **kwargs)
        session, number = cls._remote
        return session.request("call", number, list(args), kwargs)

    def __getattr__(cls, name):
        if name.startswith(("_remote", "pytest")) or name in _NOT_ASKED:
            raise AttributeError(name)
        target = cls._remote_resolve()
        if target is not cls:
            return getattr(target, name)
        session, number = cls._remote
        return session.request("get", number, name)

    def __setattr__(cls, name, value):
        if name.startswith("__"):
            return super().__setattr__(name, value)
        target = cls._remote_resolve()
        if target is not cls:
            return setattr(target, name, value)
        session, number = cls._remote
        return session.request("set", number, name, value)

    def __delattr__(cls, name):
        target = cls._remote_resolve()
        if target is not cls:
            return delattr(target, name)
        session, number = cls._remote
        return session.request("del", number, name)

    def __instancecheck__(cls, value):
        target = cls._remote_resolve()
        return type.__instancecheck__(cls, value) if target is cls else isinstance(value, target)

    def __subclasscheck__(cls, kind):
        if type.__subclasscheck__(cls, kind):
            return True
        if "_remote" in vars(cls) or not isinstance(kind, RemoteMeta):
            return False
        return issubclass(kind, cls._remote_resolve())

    def _op(cls, name, *others):
        target = cls._remote_resolve()
        if target is not cls:
            return getattr(OPERATIONS, name)(target, *others)
        return _session().request("op", name, [cls, *others])

    def __iter__(cls):
        return iter(cls._op("iter"))

    def __len__(cls):
        return cls._op("len")

    def __bool__(cls):
        target = cls._remote_resolve()
        return True if target is cls else bool(target)

    def __getitem__(cls, key):
        return cls._op("getitem", key)

    def __contains__(cls, value):
        return cls._op("contains", value)

    def __repr__(cls):
        return f"<{cls.__name__} of the candidate>"


class OPERATIONS:
    """Operations on a stand-in, applied to what it stands for."""

    iter = staticmethod(iter)
    len = staticmethod(len)
    getitem = staticmethod(lambda value, key: value[key])
    contains = staticmethod(lambda value, item: item in value)


_NOT_ASKED = {"__all__", "__file__", "__path__", "__spec__", "__wrapped__", "__test__", "__func__", "__get__", "__set_name__",
              "__text_signature__", "__abstractmethods__", "__isabstractmethod__", "__origin__", "__args__", "__mro_entries__",
              "_is_coroutine", "_is_coroutine_marker", "__code__", "__defaults__", "__kwdefaults__", "is_hypothesis_test",
              "hypothesis"}  # fmt: skip


def standin(module, path):
    """A class that stands for `path` in the candidate's `module` until a test runs."""

    @classmethod
    def resolve(cls):
        return _session().name(module, path)

    name = path.rpartition(".")[2]
    return RemoteMeta(
        name,
        (BaseException,),
        {"_remote_resolve": resolve, "_remote_path": (module, path), "__module__": module},
        _remote=True,
    )


_ADDED = {
    "__module__",
    "__qualname__",
    "__classcell__",
    "__doc__",
    "__firstlineno__",
    "__static_attributes__",
    "__annotations__",
}


def _derived(bases, name, namespace):
    made = {}

    @classmethod
    def resolve(cls):
        session = _session()
        if session not in made:
            made.clear()
            body = {key: value for key, value in namespace.items() if key not in _ADDED}
            made[session] = session.request("derive", list(bases), name, body)
        return made[session]

    return resolve


def _class(session, found):
    number = found["id"]
    known = session._classes.get(number)
    if known is not None:
        return known
    mro, special = found["mro"], found["special"]
    if type(mro) is not list or type(special) is not list:
        raise wire.WireError("a class with the wrong parts")
    session.described += 20 + len(mro) + len(special)
    if session.described > MAX_DESCRIBED:  # a class takes some KiB here, and 80 bytes on the wire
        raise wire.TooLarge("the candidate's classes are too many or too large to be described")
    # Only what came from the subject, and built-in types: a class of the test's own would lend its name and its methods.
    mro = [base for base in mro if (isinstance(base, RemoteMeta) and "_remote" in vars(base)) or base in _BUILTIN_NAMES]
    is_error = any(BaseException in base.__mro__ for base in mro)
    data = next((base for base in (*_IMMUTABLE, *_MUTABLE) if base in mro), None)
    root = () if is_error else (RemoteObject,)
    namespace = {
        "__module__": found["module"],
        "__qualname__": found["qualname"],
        "_remote": (session, number),
        "_remote_resolve": classmethod(lambda cls: cls),
    }
    if is_error:
        namespace["__getattr__"] = _error_attribute
        namespace["__str__"] = lambda self: self.__dict__.get("_remote_text", "")
    elif data is None:
        namespace.update({name: _SPECIAL[name] for name in special if name in _SPECIAL})
        namespace.update(_waiting(special))
    else:  # judged by its data, so by the built-in type's own methods
        namespace.update({name: getattr(data, name) for name in ("__eq__", "__ne__", "__hash__")})
        namespace.update({name: _SPECIAL[name] for name in ("__call__", "__enter__", "__exit__") if name in special})
    if found["fields"] is not None:
        namespace.update(_fields(session, *found["fields"]))
    builtin = data or next((base for base in mro if not isinstance(base, RemoteMeta)), None)
    for bases in (_bases(root + tuple(mro)), root + ((builtin,) if builtin else ())):
        try:
            made = RemoteMeta(found["name"], bases, dict(namespace), _remote=True)
            break
        except TypeError:  # an order of bases that can't be built from these
            continue
    else:
        raise wire.WireError("a class whose bases don't go together")
    session._classes[number] = made
    return made


def _bases(mro):
    chosen = []
    for base in mro:
        if not any(base in other.__mro__ for other in chosen):
            chosen.append(base)
    # The root goes behind the classes that have it already, else no order of bases exists.
    return tuple(base for base in chosen if not any(base is not other and base in other.__mro__ for other in chosen))


def _fields(session, kind, names):
    session.described += 4 * len(names)
    if type(names) is not list or session.described > MAX_DESCRIBED:
        raise wire.TooLarge("the candidate's classes have too many fields to be described")
    if kind == "namedtuple":
        return {"_fields": tuple(names)}
    made = {}
    for name in names:
        made[name] = dataclasses.field()
        made[name].name = name
        made[name]._field_type = dataclasses._FIELD
    return {"__dataclass_fields__": made}


# ---------------------------------------------------------------- objects


class RemoteObject:
    """An object in the subject."""

    __slots__ = ()

    def __getattr__(self, name):
        if name.startswith("_remote"):
            raise AttributeError(name)
        if name == "__signature__":
            return _signature(self)
        return _unless_told(self, "get", self._remote_session.request("get", self._remote_number, name))

    def __setattr__(self, name, value):
        if name.startswith("_remote"):
            object.__setattr__(self, name, value)
        else:
            self._remote_session.request("set", self._remote_number, name, value)

    def __delattr__(self, name):
        self._remote_session.request("del", self._remote_number, name)

    def __eq__(self, other):
        if self is other:
            return True
        if not isinstance(other, RemoteObject):
            return False  # whatever its __eq__ says: an object that equals everything is an old trick
        return _same(self, other)

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash((id(self._remote_session), self._remote_number))

    def __repr__(self):
        return self._remote_session.text("repr", self)

    def __str__(self):
        return self._remote_session.text("str", self)

    def __dir__(self):
        return self._remote_session.request("op", "dir", [self])

    def __copy__(self):
        raise TypeError("an object of the candidate's can't be copied out of its sandbox")

    __deepcopy__ = __reduce_ex__ = lambda self, *_: self.__copy__()


def _same(left, right):
    session = left._remote_session
    return type(answer := session.request("op", "eq", [left, right])) is bool and answer


def _op(self, operation, *rest):
    return _unless_told(self, operation, self._remote_session.request("op", operation, [self, *rest]))


def _unary(operation):
    return lambda self: _op(self, operation)


def _typed(operation, kind):
    def method(self, *rest):
        value = _op(self, operation, *rest)
        if type(value) is not kind:
            raise TypeError(f"{operation}() of the candidate's object gave no {kind.__name__}")
        return value

    return method


# `abs(result - 3.0)` must not be 0.0 because the candidate's object says so: it was told what to come near to, as in
# `expected - result == set()` and `(expected - result).total_seconds()`. What plain data gave with an object of the
# candidate's is an object again. Of a difference nothing plain may come at all; where it is one from a number, members may
# (`(Vector(3, 4) - 1).x`), but no number and no truth.
_DIFFERENCES = {"sub", "isub", "xor"}
_MEMBERS = {"get", "call", "getitem", "iter", "next", "reversed", "len", "contains"}


def _binary(operation, reflected=False):
    def method(self, other):
        session = self._remote_session
        value = session.request("op", operation, [other, self] if reflected else [self, other])
        if isinstance(other, (RemoteObject, RemoteMeta)):
            return _unless_told(self, operation, value)
        _must_be_object(operation, value)
        if operation in _DIFFERENCES:
            session.told[value._remote_number] = "a number" if type(other) in (int, float, complex) else "a value"
        return _unless_told(self, operation, value)

    return method


def _unless_told(self, operation, value):
    """What an object of the candidate's gave for `operation`. Raises TypeError where it was told what the test wants."""
    told = self._remote_session.told.get(self._remote_number)
    if told is None or (told == "a number" and operation in _MEMBERS):
        return value
    _must_be_object(operation, [] if operation == "iter" else value)  # how many there are is an answer as well
    self._remote_session.told[value._remote_number] = told
    return value


def _must_be_object(operation, value):
    if not isinstance(value, RemoteObject) or isinstance(value, (*_IMMUTABLE, *_MUTABLE)):
        raise TypeError(
            f"{operation}: what is computed from a candidate's object and plain data must be an object, not "
            f"{type(value).__name__}; take the candidate's value as plain data before comparing"
        )


def _ordering(operation):
    def method(self, other):
        if not isinstance(other, RemoteObject):
            raise TypeError(f"a candidate's object has no order with plain data ({type(other).__name__})")
        return bool(self._remote_session.request("op", operation, [self, other]))

    return method


def _call(self, *args, **kwargs):
    return _unless_told(self, "call", self._remote_session.request("call", self._remote_number, list(args), kwargs))


def _item(operation):
    return lambda self, *rest: _op(self, operation, *rest)


def _exit(self, kind, error, trace):
    return bool(self._remote_session.request("op", "exit", [self, kind, error, None]))


def _length(self):
    value = _op(self, "len")
    return value if type(value) is int and value >= 0 else 0


_SPECIAL = {
    "__call__": _call,
    "__len__": _length,
    "__bool__": lambda self: _op(self, "bool") is True,
    "__hash__": _typed("hash", int),
    "__iter__": _unary("iter"),
    "__next__": _unary("next"),
    "__reversed__": _unary("reversed"),
    "__contains__": lambda self, item: _op(self, "contains", item) is True,
    "__getitem__": _item("getitem"),
    "__setitem__": _item("setitem"),
    "__delitem__": _item("delitem"),
    "__neg__": _unary("neg"),
    "__pos__": _unary("pos"),
    "__abs__": _unary("abs"),
    "__invert__": _unary("invert"),
    "__int__": _typed("int", int),
    "__index__": _typed("index", int),
    "__float__": _typed("float", float),
    "__complex__": _typed("complex", complex),
    "__bytes__": _typed("bytes", bytes),
    "__fspath__": _typed("fspath", str),
    "__format__": _typed("format", str),
    "__round__": _item("round"),
    "__trunc__": _unary("trunc"),
    "__floor__": _unary("floor"),
    "__ceil__": _unary("ceil"),
    "__enter__": _unary("enter"),
    "__exit__": _exit,
    "__aiter__": _unary("aiter"),
    "__anext__": _unary("anext"),
    "__aenter__": _unary("aenter"),
    "__aexit__": lambda self, kind, error, trace: self._remote_session.request("op", "aexit", [self, kind, error, None]),
}
for _name in ("lt", "le", "gt", "ge"):
    _SPECIAL[f"__{_name}__"] = _ordering(_name)
for _name, _operation in {
    "add": "add", "sub": "sub", "mul": "mul", "matmul": "matmul", "truediv": "truediv", "floordiv": "floordiv", "mod": "mod",
    "divmod": "divmod", "pow": "pow", "and": "and_", "or": "or_", "xor": "xor", "lshift": "lshift", "rshift": "rshift",
}.items():  # fmt: skip
    _SPECIAL[f"__{_name}__"] = _binary(_operation)
    _SPECIAL[f"__r{_name}__"] = _binary(_operation, reflected=True)
for _name in ("iadd", "isub", "imul"):
    _SPECIAL[f"__{_name}__"] = _binary(_name)


# ---------------------------------------------------------------- awaiting


def _waiting(special):
    if "__await__" not in special:
        return {}
    methods = {"__await__": _await}
    if "send" in special:  # a coroutine, which asyncio drives by `send`
        methods.update(send=_send, throw=_throw, close=lambda self: None)
    return methods


def _await(self):
    """Lets the candidate's coroutines advance together: each is a task on one loop in the subject."""
    session, number = self._remote_session, self._remote_number
    session.request("task", number)
    try:
        yield
        while True:
            done, value = session.request("advance", number, 0.01)
            if done:
                return value
            yield
    except BaseException as error:
        if getattr(error, "_remote", None) is None and session.stopped is None:
            session.request("cancel", number)
        raise


def _send(self, value):
    if getattr(self, "_remote_step", None) is None:
        self._remote_step = _await(self)
    return self._remote_step.send(value)


def _throw(self, *error):
    if getattr(self, "_remote_step", None) is None:
        self._remote_step = _await(self)
    return self._remote_step.throw(*error)


def _signature(self):
    kinds = list(inspect._ParameterKind)
    parameters = []
    for name, kind, has_default, default in self._remote_session.request("signature", self._remote_number):
        parameters.append(inspect.Parameter(name, kinds[kind], default=default if has_default else inspect.Parameter.empty))
    return inspect.Signature(parameters)


# ---------------------------------------------------------------- the wire's references


def resolve(session, found):
    """What a tagged dict from the subject stands for. Anything odd in it raises, and ends the conversation."""
    kind = found[wire.TAG]
    if kind == "builtin":
        return BUILTIN_TYPES[found["v"]]
    if kind == "cls":
        return _class(session, found)
    if kind != "ref":
        raise wire.WireError("an unknown tag")
    number = found["id"]
    known = session._objects.get(number)
    if known is None:
        if len(session._objects) > MAX_OBJECTS:
            raise wire.TooLarge(f"more than {MAX_OBJECTS:,} objects of the candidate's in one test")
        known = session._objects[number] = _object(found)
        known._remote_session = session
        known._remote_number = number
    for base in _MUTABLE:
        if isinstance(known, base):
            _refresh(known, _exactly(base, found["data"]))
    return known


def _exactly(kind, data):
    if type(data) is not kind:  # `tuple(range(10**9))` and `bytes(10**10)` fill the memory
        raise wire.WireError("data of another type than its class")
    return data


def _object(found):
    kind = found["cls"]
    if not isinstance(kind, RemoteMeta):
        kind = _plain_class(kind)
    if issubclass(kind, BaseException):
        return _blank_error(kind)
    for base in _IMMUTABLE:
        if issubclass(kind, base):
            return base.__new__(kind, _exactly(base, found["data"]))
    for base in _MUTABLE:
        if issubclass(kind, base):
            return base.__new__(kind)
    return object.__new__(kind)


def _plain_class(kind):
    """Objects of built-in types that are no data (`map`, `property`, ...) look like this."""
    special = [name for name in _SPECIAL if hasattr(kind, name) and getattr(kind, name) is not getattr(object, name, None)]
    namespace = {
        "_remote_resolve": classmethod(lambda cls: cls),
        **{name: _SPECIAL[name] for name in special},
    }
    return RemoteMeta(kind.__name__, (RemoteObject,), namespace, _remote=True)


def _refresh(known, data):
    if isinstance(known, list):
        list.__setitem__(known, slice(None), data)
    elif isinstance(known, bytearray):
        bytearray.__setitem__(known, slice(None), data)
    elif isinstance(known, dict):
        dict.clear(known)
        dict.update(known, data)
    else:
        set.clear(known)
        set.update(known, data)


def encode(session, value):
    """The tagged dict for an object that came from the subject, or for a built-in type; None for the test's own objects."""
    if isinstance(value, RemoteMeta):
        value = value._remote_resolve()
        if isinstance(value, RemoteMeta) and "_remote" in vars(value):
            return {wire.TAG: "own", "id": _own(session, *value._remote)}
    if isinstance(value, RemoteObject):
        return {wire.TAG: "own", "id": _own(session, value._remote_session, value._remote_number)}
    if isinstance(value, type) and value in _BUILTIN_NAMES:
        return {wire.TAG: "builtin", "v": _BUILTIN_NAMES[value]}
    kind = type(value)
    if kind.__name__ == "_Settled" and kind.__module__ == "harness.inside.session":
        return {wire.TAG: "settled", "v": wire._Encoder(session.foreign, 100_000).tree(value.value, 4)}
    if kind.__name__ == "ModuleStandIn":
        return {
            wire.TAG: "own",
            "id": _own(session, session, session.attribute(value.__name__, "")._remote_number),
        }
    return None


def _own(session, owner, number):
    if owner is not session:
        raise RuntimeError(
            "an object of an earlier test: every test has a fresh interpreter, so the candidate's objects belong in "
            "function-scoped fixtures"
        )
    return number


# ---------------------------------------------------------------- exceptions


def rebuild_error(session, found):
    """The exception to raise for one that the candidate's code raised."""
    kind = found.get("cls", Exception)
    args = found.get("args", [])
    text = found["text"]
    if type(args) is not list or type(text) is not str or not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise wire.WireError("an exception that is none")
    args = tuple(args)
    error = _builtin_error(kind, args, text) if not isinstance(kind, RemoteMeta) else _blank_error(kind)
    error.args = args
    error.__dict__.update(
        _remote=(session, found.get("id")),
        _remote_text=text,
        _remote_traceback=str(found.get("traceback", "")),
    )
    for name, value in (found.get("attrs") or {}).items():
        if name in ("code", "value", "errno", "strerror", "filename", "name"):
            try:
                setattr(error, name, value)
            except (AttributeError, TypeError):
                pass
    for name, key in (("__cause__", "cause"), ("__context__", "context")):
        if found.get(key) is not None:
            setattr(error, name, session.rebuild_error(found[key]))
    return error


def _builtin_error(kind, args, text):
    """Exactly of the built-in type, saying what the candidate's said."""
    try:
        error = kind(*args)
        if isinstance(error, SyntaxError) and not _has_place(error):
            error.text = None
        if str(error) == text:
            return error
    except Exception:
        pass
    told = type(kind.__name__, (kind,), {"__str__": lambda self: self.__dict__.get("_remote_text", "")})
    return _blank_error(told)


def _has_place(error):
    """Whether a SyntaxError points into its own text: Python draws as many marks under it as the columns say, 10**10 if told."""
    places = (error.offset or 0, getattr(error, "end_offset", 0) or 0)  # Python 3.9 has no end
    return type(error.text) is str and all(type(place) is int and -1 <= place <= len(error.text) + 2 for place in places)


def _blank_error(kind):
    builtin = next(base for base in kind.__mro__ if not isinstance(base, RemoteMeta))
    try:
        return builtin.__new__(kind)
    except TypeError:  # a group of exceptions wants some
        return builtin.__new__(kind, "", [Exception()])


def _error_attribute(self, name):
    remote = self.__dict__.get("_remote")
    if remote is None or name.startswith("_") or remote[1] is None:
        raise AttributeError(name)
    session, number = remote
    return session.request("get", number, name)
