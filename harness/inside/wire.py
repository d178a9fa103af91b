"""Values on the wire: length-prefixed JSON, with tags for the plain types that JSON lacks.

Used on both sides of the boundary. The examiner trusts nothing that it decodes; the agent decodes only what the examiner
sent. Plain data is rebuilt as exact built-in types. All else goes through `foreign`, which makes a reference of it.
"""

import base64
import collections
import datetime
import decimal
import fractions
import itertools
import json
import math
import pathlib
import re
import socket
import struct
import sys
import threading
import time
import uuid

TAG = "$"
MAX_DEPTH = 64
MAX_INT_BITS = 1300  # about 391 decimal digits: beyond it an integer goes as hexadecimal, which parses in linear time
HEADER = struct.Struct(">I")

_JSON = {str, int, float, bool, type(None), list, dict}


class WireError(Exception):
    """The other side broke the format: never caused by an honest agent."""


class TooLarge(WireError):
    """A value passes a limit of the wire, in words."""


class Closed(WireError):
    """The connection ended."""


class Bounds:
    """How large one value may be: bytes of its frame, and values nested in it."""

    def __init__(self, frame_bytes=1024 * 1024, nodes=100_000):
        self.frame_bytes = frame_bytes
        self.nodes = nodes


UNBOUNDED = Bounds(1024 * 1024 * 1024, 100_000_000)


class Channel:
    """Frames over a connected stream socket."""

    def __init__(self, connection, bounds=UNBOUNDED):
        self.socket = connection
        self.bounds = bounds
        self._rest = b""
        self._sending = threading.Lock()
        connection.setblocking(True)
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data):
        """Write one frame. Raises Closed."""
        try:
            with self._sending:
                self.socket.settimeout(None)
                self.socket.sendall(HEADER.pack(len(data)) + data)
        except OSError as error:
            raise Closed(str(error)) from None

    def receive(self, deadline=None):
        """Read one frame. `deadline` is of time.monotonic.

        Raises Closed, TooLarge, or TimeoutError, after which it may be called again.
        """
        self._fill(HEADER.size, deadline)
        (length,) = HEADER.unpack_from(self._rest)
        if length > self.bounds.frame_bytes:
            raise TooLarge(f"a value of {length:,} bytes (limit {self.bounds.frame_bytes:,})")
        end = HEADER.size + length
        self._fill(end, deadline)
        data, self._rest = self._rest[HEADER.size : end], self._rest[end:]
        return data

    @property
    def pending(self):
        """Whether bytes are here that no `receive` has taken: `select` on the socket does not tell of them."""
        return bool(self._rest)

    def _fill(self, count, deadline):
        parts, have = [self._rest], len(self._rest)
        try:
            while have < count:
                parts.append(self._part(count - have, deadline))
                have += len(parts[-1])
        finally:
            self._rest = b"".join(parts)

    def _part(self, wanted, deadline):
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        try:
            self.socket.settimeout(left)
            part = self.socket.recv(max(65536, wanted))
        except socket.timeout:
            raise TimeoutError from None
        except OSError as error:
            raise Closed(str(error)) from None
        if not part:
            raise Closed("the other side hung up")
        return part

    def close(self):
        self.socket.close()


# ---------------------------------------------------------------- encoding


def dumps(value, foreign, bounds=UNBOUNDED):
    """Encode `value`; `foreign(object)` returns the tagged dict for what is not plain data. Raises TooLarge."""
    if _is_json(value, bounds.nodes):
        try:
            return _compact(value)
        except (ValueError, RecursionError):
            pass  # NaN, a lone surrogate or deep nesting: the careful way says which
    return _compact(_Encoder(foreign, bounds.nodes).tree(value, 0))


def _compact(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")).encode()


def _is_json(value, max_nodes):
    """Whether `value` is exactly what JSON can say. Goes down a level at a time, so that types are compared at C speed."""
    level, nodes = [value], 0
    for _ in range(MAX_DEPTH + 1):
        nodes += len(level)
        if nodes > max_nodes:
            raise TooLarge(f"more than {max_nodes:,} nested values")
        kinds = set(map(type, level))
        if not kinds <= _JSON:
            return False
        if int in kinds and any(type(each) is int and each.bit_length() > MAX_INT_BITS for each in level):
            return False
        lists = [each for each in level if type(each) is list] if list in kinds else ()
        dicts = [each for each in level if type(each) is dict] if dict in kinds else ()
        keys = set(map(type, itertools.chain.from_iterable(dicts)))
        if keys - {str} or any(TAG in each for each in dicts):
            return False
        level = list(itertools.chain(*lists, *map(dict.values, dicts)))
        if not level:
            return True
    return False


class _Encoder:
    def __init__(self, foreign, max_nodes):
        self.foreign = foreign
        self.left = max_nodes

    def tree(self, value, depth):
        self.left -= 1
        if self.left < 0:
            raise TooLarge("too many nested values")
        if depth > MAX_DEPTH:
            raise TooLarge(f"nested more than {MAX_DEPTH} deep")
        kind = type(value)
        if kind is str:
            return _text(value)
        if kind is bool or value is None:
            return value
        if kind is int:
            return value if value.bit_length() <= MAX_INT_BITS else {TAG: "int", "v": hex(value)}
        if kind is float:
            return value if math.isfinite(value) else {TAG: "float", "v": repr(value)}
        if kind is list:
            return [self.tree(each, depth + 1) for each in value]
        if kind is dict:
            return self._mapping(value, depth)
        encode = _ENCODERS.get(kind)
        if encode is not None:
            return encode(self, value, depth)
        return _numeric(self, value, depth) or self.foreign(value)

    def items(self, values, depth):
        return [self.tree(each, depth + 1) for each in values]

    def _mapping(self, value, depth):
        if TAG not in value and all(type(key) is str and not _has_surrogate(key) for key in value):
            return {key: self.tree(each, depth + 1) for key, each in value.items()}
        return {TAG: "dict", "v": self.pairs(value, depth)}

    def pairs(self, value, depth):
        return [[self.tree(key, depth + 1), self.tree(each, depth + 1)] for key, each in dict.items(value)]


def _has_surrogate(text):
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _text(value):
    return {TAG: "str", "v": [ord(character) for character in value]} if _has_surrogate(value) else value


def _tagged(name, convert):
    return lambda encoder, value, depth: {TAG: name, "v": convert(value)}


def _sequence(name, order=None):
    def encode(encoder, value, depth):
        return {TAG: name, "v": encoder.items(value if order is None else order(value), depth)}

    return encode


def _timezone_fixed(value):
    """Keeps the offset of an aware time; the zone's own rules stay home."""
    offset = value.utcoffset()
    return value if offset is None else value.replace(tzinfo=datetime.timezone(offset))


def _base64(value):
    return base64.b64encode(bytes(value)).decode()


_ENCODERS = {
    bytes: _tagged("bytes", _base64),
    bytearray: _tagged("bytearray", _base64),
    tuple: _sequence("tuple"),
    set: _sequence("set"),
    frozenset: _sequence("frozenset"),
    collections.deque: lambda e, v, d: {TAG: "deque", "v": e.items(v, d), "maxlen": v.maxlen},
    collections.OrderedDict: lambda e, v, d: {TAG: "odict", "v": e.pairs(v, d)},
    collections.Counter: lambda e, v, d: {TAG: "counter", "v": e.pairs(v, d)},
    collections.defaultdict: lambda e, v, d: {TAG: "dict", "v": e.pairs(v, d)},
    complex: lambda e, v, d: {TAG: "complex", "v": [e.tree(v.real, d), e.tree(v.imag, d)]},
    decimal.Decimal: _tagged("decimal", str),
    fractions.Fraction: lambda e, v, d: {TAG: "fraction", "v": [hex(v.numerator), hex(v.denominator)]},
    datetime.datetime: _tagged("datetime", lambda v: [_timezone_fixed(v).isoformat(), v.fold]),
    datetime.date: _tagged("date", lambda v: v.isoformat()),
    datetime.time: _tagged("time", lambda v: v.replace(tzinfo=None).isoformat()),
    datetime.timedelta: _tagged("timedelta", lambda v: [v.days, v.seconds, v.microseconds]),
    datetime.timezone: _tagged("timezone", lambda v: v.utcoffset(None).total_seconds()),
    uuid.UUID: _tagged("uuid", lambda v: v.hex),
    pathlib.PosixPath: _tagged("path", lambda v: _text(str(v))),
    pathlib.PurePosixPath: _tagged("path", lambda v: _text(str(v))),
    range: _tagged("range", lambda v: [hex(v.start), hex(v.stop), hex(v.step)]),
    slice: lambda e, v, d: {TAG: "slice", "v": e.items([v.start, v.stop, v.step], d)},
    type(Ellipsis): lambda e, v, d: {TAG: "ellipsis"},
    type(NotImplemented): lambda e, v, d: {TAG: "notimplemented"},
}


def _numeric(encoder, value, depth):
    """numpy and pandas values as data, where they are loaded at all; None for all else."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is None or not hasattr(numpy, "ndarray"):
        return None
    kind = type(value)
    if kind is numpy.ndarray:
        return _array(encoder, value, depth)
    if isinstance(value, numpy.generic) and kind.__module__ == "numpy":
        return {TAG: "npscalar", "v": _array(encoder, numpy.asarray(value), depth)}
    if pandas is None or not hasattr(pandas, "DataFrame"):
        return None
    if kind is pandas.DataFrame:
        columns = [
            [encoder.tree(name, depth + 2), _column(encoder, value.iloc[:, i], depth)] for i, name in enumerate(value.columns)
        ]
        return {TAG: "frame", "columns": columns, "index": _column(encoder, value.index, depth)}
    if kind is pandas.Series:
        name = encoder.tree(value.name, depth + 1)
        return {
            TAG: "series",
            "name": name,
            "v": _column(encoder, value, depth),
            "index": _column(encoder, value.index, depth),
        }
    return None


def _column(encoder, values, depth):
    return _array(encoder, values.to_numpy(), depth + 1)


def _array(encoder, value, depth):
    if value.dtype.kind in "biufcMmSU":
        data = base64.b64encode(value.tobytes()).decode()
        return {TAG: "ndarray", "dtype": value.dtype.str, "shape": list(value.shape), "v": data}
    return {
        TAG: "ndarray",
        "dtype": "O",
        "shape": list(value.shape),
        "v": encoder.items(value.ravel().tolist(), depth),
    }


# ---------------------------------------------------------------- decoding

MAX_FRACTION_BITS = 20_000  # reducing a fraction takes quadratic time
MAX_SAME_HASH = 200  # keys whose hashes are equal are found one by one: 2**61-1 and its multiples, say


def loads(data, foreign):
    """Decode what a trusted side sent; `foreign(tagged dict)` turns references back into objects."""
    return json.loads(data, object_hook=lambda found: _untag(found, foreign) if TAG in found else found)


def loads_hostile(data, foreign, bounds):
    """Decode what a subject sent: the gate. Raises WireError or TooLarge, and takes time linear in the data's length."""
    _check_shape(data, bounds)

    def pairs(found):
        made = dict(found)
        if len(made) != len(found):
            raise WireError("a key occurs twice in one object")
        return _untag(made, foreign) if TAG in made else made

    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=pairs, parse_int=_bounded_int, parse_constant=_no_constant)
    except WireError:
        raise
    except RecursionError:
        raise TooLarge("nested too deep") from None
    except Exception as error:  # whatever a constructor says of hostile arguments
        raise WireError(f"not a frame of this format: {type(error).__name__}") from None
    if "\\ud" in text or "\\uD" in text:
        _no_lone_surrogates(value)
    return value


# One without an end goes to the end of the data: else the search would begin again at each of its escaped quotes.
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{},"))


def _check_shape(data, bounds):
    """Depth and number of nodes, before anything is built. Strings are cut out first, so that brackets in them don't count."""
    if data.count(b",") + data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return
    bare = _STRINGS.sub(b"", data).translate(None, _NOT_BRACKETS)
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > bounds.nodes:
        raise TooLarge(f"more than {bounds.nodes:,} nested values")
    bare = bare.replace(b",", b"")
    for _ in range(2 * MAX_DEPTH + 8):  # a tag's own wrapper is one more level of JSON
        if not bare:
            return
        bare = bare.replace(b"[]", b"").replace(b"{}", b"")
    raise TooLarge(f"nested more than {MAX_DEPTH} deep")


def _bounded_int(text):
    if len(text) > 400:
        raise TooLarge("an integer of more than 400 digits")
    return int(text)


def _no_constant(text):
    raise WireError(f"{text} without a tag")


def _no_lone_surrogates(value):
    stack = [value]
    while stack:
        item = stack.pop()
        if type(item) is str and _has_surrogate(item):
            raise WireError("a lone surrogate without a tag")
        if type(item) is list:
            stack.extend(item)
        elif type(item) is dict:
            stack.extend(item.keys())
            stack.extend(item.values())


def _untag(found, foreign):
    kind = found[TAG]
    decode = _DECODERS.get(kind) if type(kind) is str else None
    return decode(found) if decode is not None else foreign(found)


def _hex(text):
    if type(text) is not str:
        raise WireError("an integer that is no text")
    return int(text, 16)


def _list(found, name="v"):
    """A list, which the frame's own size bounds; a tagged `range` in its place could be of any length."""
    if type(found[name]) is not list:
        raise WireError("parts that are no list")
    return found[name]


def _hashable(values):
    if len(values) > MAX_SAME_HASH:
        ((_, most),) = collections.Counter(map(hash, values)).most_common(1)
        if most > MAX_SAME_HASH:
            raise TooLarge(f"more than {MAX_SAME_HASH} values with the same hash")
    return values


def _pairs(found):
    pairs = [(key, value) for key, value in _list(found)]
    _hashable([key for key, _ in pairs])
    return pairs


def _fraction(found):
    parts = [_hex(text) for text in _list(found)]
    if max(part.bit_length() for part in parts) > MAX_FRACTION_BITS:
        raise TooLarge("a Fraction of more than 6,000 digits")
    return fractions.Fraction(*parts)


def _decimal(text):
    if len(text) > 5000:
        raise TooLarge("a Decimal of more than 5,000 digits")
    return decimal.Decimal(text)


def _moment(found):
    text, fold = found["v"]
    return datetime.datetime.fromisoformat(text).replace(fold=fold)


def _range(found):
    start, stop, step = map(_hex, _list(found))
    return range(start, stop, step)


def _ndarray(found):
    import numpy

    shape = tuple(_list(found, "shape"))
    if type(found["dtype"]) is not str:
        raise WireError("an array of a type that is no data")
    if found["dtype"] == "O":
        array = numpy.empty(len(_list(found)), dtype=object)
        array[:] = found["v"]
        return array.reshape(shape)
    kind = numpy.dtype(found["dtype"])
    if kind.kind not in "biufcMmSU":
        raise WireError("an array of a type that is no data")
    return numpy.frombuffer(base64.b64decode(found["v"]), dtype=kind).reshape(shape).copy()


def _frame(found):
    import numpy
    import pandas

    index = _index(found)
    for _, column in _list(found, "columns"):
        if type(column) is not numpy.ndarray or len(column) != len(index):  # one number would be repeated for the whole index
            raise WireError("a column that is none")
    frame = pandas.DataFrame({i: column for i, (_, column) in enumerate(found["columns"])}, index=index)
    frame.columns = pandas.Index([name for name, _ in found["columns"]])
    return frame


def _series(found):
    import numpy
    import pandas

    if type(found["v"]) is not numpy.ndarray:
        raise WireError("a column that is none")
    return pandas.Series(found["v"], index=_index(found), name=found["name"])


def _index(found):
    import numpy
    import pandas

    values = found["index"]
    if values.dtype.kind == "i" and numpy.array_equal(values, numpy.arange(len(values))):
        return pandas.RangeIndex(len(values))
    return pandas.Index(values)


_DECODERS = {
    "int": lambda f: _hex(f["v"]),
    "float": lambda f: {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[f["v"]],
    "str": lambda f: "".join(map(chr, _list(f))),
    "bytes": lambda f: base64.b64decode(f["v"]),
    "bytearray": lambda f: bytearray(base64.b64decode(f["v"])),
    "tuple": lambda f: tuple(_list(f)),
    "set": lambda f: set(_hashable(_list(f))),
    "frozenset": lambda f: frozenset(_hashable(_list(f))),
    "deque": lambda f: collections.deque(_list(f), f["maxlen"]),
    "dict": lambda f: dict(_pairs(f)),
    "odict": lambda f: collections.OrderedDict(_pairs(f)),
    "counter": lambda f: collections.Counter(dict(_pairs(f))),
    "complex": lambda f: complex(*_list(f)),
    "decimal": lambda f: _decimal(f["v"]),
    "fraction": _fraction,
    "datetime": _moment,
    "date": lambda f: datetime.date.fromisoformat(f["v"]),
    "time": lambda f: datetime.time.fromisoformat(f["v"]),
    "timedelta": lambda f: datetime.timedelta(*_list(f)),
    "timezone": lambda f: datetime.timezone(datetime.timedelta(seconds=f["v"])),
    "uuid": lambda f: uuid.UUID(f["v"]),
    "path": lambda f: pathlib.PurePosixPath(f["v"]) if sys.platform == "win32" else pathlib.Path(f["v"]),
    "range": _range,
    "slice": lambda f: slice(*_list(f)),
    "ellipsis": lambda f: Ellipsis,
    "notimplemented": lambda f: NotImplemented,
    "ndarray": _ndarray,
    "npscalar": lambda f: f["v"][()],
    "frame": _frame,
    "series": _series,
}
