"""Calls in both directions over one channel, the same on both sides.

A peer sends `do` and reads until its answer comes; a `do` that comes first is the other side calling back, and is served
in between. So calls nest to any depth, one at a time. Objects that are not plain data stay where they are and cross as
references: `ref` for the sender's own, `own` for one that the receiver sent before.
"""

import collections
import marshal
import threading
import traceback

from harness.inside import wire

__tracebackhide__ = True  # pytest leaves these frames out of what it shows

MAX_TEXT = 16 * 1024


class Peer:
    """One side of the channel. A side says how it describes its objects, stands in for the other's, and serves operations."""

    passing = ()  # exceptions that a served call may raise through, instead of being answered with
    send_bounds = wire.UNBOUNDED

    def __init__(self, channel):
        self.channel = channel
        self.exported = {}
        self._numbers = {}
        self._turn = threading.RLock()
        self._depth = 0

    # What a side must say for itself.

    def deadline(self):
        """Until when to wait for an answer (time.monotonic), or None."""
        return

    def describe(self, value, number):
        """The tagged dict for an object of this side that is not plain data."""
        raise NotImplementedError

    def resolve(self, found):
        """The stand-in for a tagged dict that is not `own`."""
        raise NotImplementedError

    def serve(self, operation, arguments):
        """Do what the other side asks. Returns the value, or raises."""
        raise NotImplementedError

    def loads(self, data):
        """Decode a frame."""
        return wire.loads(data, self.resolve_any)

    def describe_error(self, error):
        """An exception as plain data."""
        raise NotImplementedError

    def rebuild_error(self, found):
        """The exception to raise here for one described there."""
        raise NotImplementedError

    # References.

    def number_of(self, value):
        """A number for `value`, the same for as long as the channel lives."""
        number = self._numbers.get(id(value))
        if number is None:
            number = len(self.exported) + 1
            self._numbers[id(value)] = number
            self.exported[number] = value  # kept alive, so that its id is not reused
        return number

    def foreign(self, value):
        """Encodes what is not plain data."""
        return self.describe(value, self.number_of(value))

    def resolve_any(self, found):
        """Decodes a tag that the wire does not know."""
        if found.get(wire.TAG) == "own":
            try:
                return self.exported[found["id"]]
            except (KeyError, TypeError):
                raise wire.WireError("a reference to nothing") from None
        return self.resolve(found)

    # Calls.

    def dumps(self, value):
        """Encode a frame."""
        return wire.dumps(value, self.foreign, self.send_bounds)

    def request(self, operation, *arguments):
        """Have the other side do `operation`, and return what it answers or raise what it raised."""
        with self._turn:
            self._depth += 1
            try:
                self.channel.send(self.dumps(["do", operation, list(arguments)]))
                while True:
                    message, data = self._receive(self.deadline())
                    if message[0] == "do":
                        self._answer(message, data)
                    elif message[0] == "ok":
                        for old, new in zip(arguments, message[2]):
                            merge(old, new, self.changing)
                        return message[1]
                    elif message[0] == "raise":
                        raise self.rebuild_error(message[1])
                    else:
                        self.notice(message)
            finally:
                self._depth -= 1

    def changing(self, value):
        """Called before a container of this side is changed as the other side did."""

    def notice(self, message):
        """A message that is neither a call nor an answer."""
        raise wire.WireError("a message of an unknown kind")

    def run(self):
        """Serve calls until the channel closes."""
        while True:
            message, data = self._receive(None)
            if message[0] != "do":
                raise wire.WireError("an answer that nobody asked for")
            self._depth += 1
            try:
                self._answer(message, data)
            finally:
                self._depth -= 1

    def _receive(self, deadline):
        data = self.channel.receive(deadline)
        message = self.loads(data)
        if type(message) is not list or len(message) != 3 or type(message[0]) is not str or type(message[2]) is not list:
            raise wire.WireError("a frame that is no message")
        if message[0] in ("do", "raise") and type(message[1]) is not (str if message[0] == "do" else dict):
            raise wire.WireError("a message with the wrong parts")
        return message, data

    def _answer(self, message, data):
        _, operation, arguments = message
        try:
            before = _fingerprint(arguments) if operation in ("call", "op") and _has_mutable(arguments) else None
            value = self.serve(operation, arguments)
            changed = arguments if before is not None and self._changed(before, message, data) else []
            self.before_answer()
            answer = self.dumps(["ok", value, changed])
            if len(answer) > self.send_bounds.frame_bytes:
                raise wire.TooLarge(f"a value of {len(answer):,} bytes (limit {self.send_bounds.frame_bytes:,})")
        except (wire.Closed, *self.passing):
            raise
        except wire.TooLarge as error:
            answer = self.dumps(["limit", str(error), []])
        except BaseException as error:  # whatever the code of this side raised is the answer
            self.before_answer()
            answer = self._error_answer(error)
        self.channel.send(answer)

    def _changed(self, before, message, data):
        """Whether the call changed an argument in place. Where a reference is among them, the encoded forms are compared."""
        if before:
            return _fingerprint(message[2]) != before
        try:
            return self.dumps(message) != data
        except wire.TooLarge:
            return False

    def _error_answer(self, error):
        try:
            answer = self.dumps(["raise", self.describe_error(error), []])
            if len(answer) <= self.send_bounds.frame_bytes:
                return answer
        except Exception:
            pass
        return self.dumps(["raise", {"text": f"{type(error).__name__}, too large to be carried"}, []])

    def before_answer(self):
        """Called before an answer leaves: flush what belongs before it."""


# ---------------------------------------------------------------- arguments that the callee changes in place

_MUTABLE = (list, dict, set, bytearray, collections.deque, collections.OrderedDict, collections.Counter)


def _has_mutable(arguments):
    """Whether a call's positional or keyword arguments hold something that the callee could change in place."""
    for argument in arguments:
        if type(argument) is list and any(map(_may_change, argument)):
            return True
        if type(argument) is dict and any(map(_may_change, argument.values())):
            return True
    return False


def _fingerprint(arguments):
    """Bytes that are the same for the same plain data, exact types included; b"" where it is not only plain data."""
    try:
        return marshal.dumps(arguments, 2)  # version 2: no back references, so that equal values give equal bytes
    except ValueError:
        return b""


def _may_change(value):
    return type(value) in _MUTABLE or (type(value) is tuple and any(map(_may_change, value)))


def merge(old, new, changing):
    """Change `old` in place until it equals `new`, keeping the identity of nested containers where the shape allows.

    changing: called with each container before it is changed.
    """
    if old is new or type(old) is not type(new) or type(old) not in _MUTABLE:
        return
    changing(old)
    if type(old) is list:
        kept = [_merged(mine, theirs, changing) for mine, theirs in zip(old, new)] + new[len(old) :]
    elif isinstance(old, dict):
        kept = {key: _merged(old[key], value, changing) if key in old else value for key, value in new.items()}
    else:
        kept = new
    refill(old, kept)


def _merged(old, new, changing):
    if type(old) is type(new) and type(old) in _MUTABLE:
        merge(old, new, changing)
        return old
    return new


def refill(container, content):
    """Give a container other content in place."""
    container.clear()
    (container.extend if isinstance(container, (list, bytearray, collections.deque)) else container.update)(content)


def text_of(error):
    """What an exception says of itself, bounded, whatever its `__str__` does."""
    try:
        return str(error)[:MAX_TEXT]
    except BaseException as problem:
        return f"<str() of {type(error).__name__} raised {type(problem).__name__}>"


def traceback_of(error, skip=()):
    """The traceback as text, without frames of the files in `skip`, bounded."""
    try:
        summary = traceback.TracebackException(type(error), error, error.__traceback__, limit=-50, capture_locals=False)
        return _without(summary, skip)[-MAX_TEXT:]
    except BaseException as problem:
        return f"<the traceback of {type(error).__name__} can't be read: {type(problem).__name__}>"


def _without(summary, skip):
    seen = summary
    for _ in range(8):
        if seen is None:
            break
        seen.stack = traceback.StackSummary.from_list(
            [frame for frame in seen.stack if not frame.filename.startswith(tuple(skip))]
        )
        deeper = seen.__cause__ or seen.__context__
        if _ == 7 and deeper is not None:
            seen.__cause__ = seen.__context__ = None
        seen = deeper
    return "".join(summary.format())
