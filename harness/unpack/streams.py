"""The bytes of a tar, front to back, plain or out of gzip; never more in memory than what is asked for."""

import zlib
from typing import Protocol

from harness.unpack.rules import AGAIN, LEAVE_OUT, MIB, MOST_RATIO, MOST_STREAM, RATIO_FREE, Gathered

_CHUNK = 64 * 1024


class Stream(Protocol):
    """What the reader of a tar needs."""

    def take(self, size: int) -> bytes:
        """The next `size` bytes, all of them; refused where the archive ends before."""

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, or as many as there are, which are not taken."""

    def rest(self) -> bytes:
        """Some of the bytes that are left; empty at the end, which is checked then."""


class Plain:
    """A tar as it is."""

    def __init__(self, data: bytes, gathered: Gathered) -> None:
        self._data = memoryview(data)
        self._at = 0
        self._gathered = gathered

    def take(self, size: int) -> bytes:
        taken = bytes(self._data[self._at : self._at + size])
        self._at += size
        if len(taken) < size:
            raise cut_off(self._gathered)
        return taken

    def peek(self, size: int) -> bytes:
        return bytes(self._data[self._at : self._at + size])

    def rest(self) -> bytes:
        taken = bytes(self._data[self._at : self._at + _CHUNK])
        self._at += len(taken)
        return taken


class Gzip:
    """A tar compressed with gzip: one member, its checksum right, and nothing after it."""

    def __init__(self, data: bytes, gathered: Gathered) -> None:
        self._data = memoryview(data)
        self._at = 0
        self._made = 0
        self._buffer = bytearray()
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._gathered = gathered

    def take(self, size: int) -> bytes:
        taken = self.peek(size)
        if len(taken) < size:
            raise cut_off(self._gathered)
        del self._buffer[:size]
        return taken

    def peek(self, size: int) -> bytes:
        while len(self._buffer) < size and self._fill():
            pass
        return bytes(self._buffer[:size])

    def rest(self) -> bytes:
        if not self._buffer:
            self._fill()
        taken = bytes(self._buffer)
        self._buffer.clear()
        return taken

    def _fill(self) -> bool:
        """Some more bytes into the buffer; False at the end, which is checked then."""
        made = b""
        while not made:
            if self._inflate.eof:
                self._check_end()
                return False
            made = self._inflate_some()
        self._buffer += made
        return True

    def _inflate_some(self) -> bytes:
        waiting: bytes | memoryview = self._inflate.unconsumed_tail
        if not waiting:
            waiting = self._data[self._at : self._at + _CHUNK]
            self._at += len(waiting)
        try:
            made = self._inflate.decompress(waiting, _CHUNK)
        except zlib.error as error:
            raise self._gathered.refusal("is damaged: what was compressed can't be read", AGAIN) from error
        if not made and not waiting and not self._inflate.eof:
            raise cut_off(self._gathered)
        self._made += len(made)
        self._check_size()
        return made

    def _check_size(self) -> None:
        self._gathered.tick()
        read = max(1, self._at - len(self._inflate.unconsumed_tail))
        if self._made > RATIO_FREE and self._made > MOST_RATIO * read:
            raise self._gathered.refusal(f"unpacks to more than {MOST_RATIO} times its size", LEAVE_OUT)
        if self._made > MOST_STREAM:
            raise self._gathered.refusal(f"unpacks to more than {MOST_STREAM // MIB} MiB", LEAVE_OUT)

    def _check_end(self) -> None:
        if self._inflate.unused_data or self._at < len(self._data):
            raise self._gathered.refusal("has more data after its end", AGAIN)


def cut_off(gathered: Gathered) -> Exception:
    """The refusal of an archive that ends too early."""
    return gathered.refusal("ends in the middle: it was cut off on its way", "get the whole of it, or pack it again")
