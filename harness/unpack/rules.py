"""What a submission may hold, whatever it came in. Each kind of source has a module that reads it and asks here.

Nothing is written to the host's disk, so a hostile name has nowhere to go. Everything is checked all the same: the files go
into a sandbox, onto pages, and to people who unpack the archive with other tools.
"""

import posixpath
import time

from harness.errors import GradeError
from harness.submission import SourceFile
from harness.text import one_line
from harness.unpack import names
from harness.unpack.leftout import LeftOut
from harness.unpack.names import Kind, Twins, Unfit

MIB = 1024 * 1024
MOST_ARCHIVE = 64 * MIB
MOST_STREAM = 256 * MIB  # of a compressed tar, with all that is left out
MOST_ENTRIES = 50_000  # with all that is left out
MOST_FILES = 2_000
MOST_BYTES = 50 * MIB
MOST_FILE = 10 * MIB
MOST_RATIO = 200
RATIO_FREE = MIB  # what is small may have shrunk as far as it can
MOST_HOPS = 8
MOST_SECONDS = 30

AGAIN = "pack the folder again with your file manager, zip or tar"
LEAVE_OUT = "leave out what isn't your work, such as .git, .venv, node_modules and data"


class Gathered:
    """The files of one submission as they come in. Raises GradeError at the first that may not be there.

    A reader calls `admit` for each entry before it touches the entry's data, then `put` or `link`.
    source: what messages call the submission.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.left_out = LeftOut()
        self._files: dict[str, SourceFile] = {}
        self._links: dict[str, str] = {}
        self._twins = Twins()
        self._entries = 0
        self._count = 0
        self._bytes = 0
        self._until = time.monotonic() + MOST_SECONDS

    def refusal(self, what: str, remedy: str, entry: str | bytes | None = None) -> GradeError:
        """The error that says what is wrong with the whole, or with one entry of it."""
        where = self.source if entry is None else f'{self.source}: "{one_line(entry, 150)}"'
        return GradeError(f"{where} {what} — {remedy}")

    def tick(self) -> None:
        """To be called now and then, so that nothing goes on for ever."""
        if time.monotonic() > self._until:
            raise self.refusal(f"takes more than {MOST_SECONDS} s to read", LEAVE_OUT)

    def count(self) -> None:
        """One more entry, of whatever kind."""
        self._entries += 1
        if self._entries > MOST_ENTRIES:
            raise self.refusal(f"has more than {MOST_ENTRIES:,} entries", LEAVE_OUT)
        if self._entries % 256 == 0:
            self.tick()

    def admit(self, name: str | bytes, kind: Kind, size: int = 0) -> str | None:
        """The path for an entry of `size` bytes, or None where it is left out."""
        self.count()
        try:
            parts = names.parts_of(name)
            if not parts and kind != "folder":
                raise Unfit("has no name", AGAIN)
            if not parts or self.left_out.takes(parts):
                return None
            names.check_form(parts)
            self._twins.add(parts, kind)
        except Unfit as unfit:
            raise self.refusal(unfit.what, unfit.remedy, name) from None
        if kind != "folder":
            self._check_size(name, size)
        return "/".join(parts)

    def put(self, path: str, data: bytes, executable: bool) -> None:
        """The content of a file that was admitted."""
        self._files[path] = SourceFile(path, data, executable)

    def link(self, path: str, target: str | bytes) -> None:
        """A symbolic link that was admitted."""
        try:
            self._links[path] = target.decode() if isinstance(target, bytes) else target
        except UnicodeDecodeError:
            raise self.refusal("is a link to a name that is not UTF-8", "put the file itself there", path) from None

    def files(self) -> list[SourceFile]:
        """All files, with each link to a file inside replaced by that file's content."""
        linked = {path: self._linked(path) for path in self._links}
        for path, file in linked.items():
            self._add_bytes(len(file.data))
            self._files[path] = SourceFile(path, file.data, file.executable)
        return list(self._files.values())

    def _linked(self, path: str) -> SourceFile:
        place = path
        for _ in range(MOST_HOPS):
            target = self._links[place]
            if target.startswith("/"):
                raise self.refusal(f'is a link to "{one_line(target, 100)}", outside', "put the file itself there", path)
            place = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
            if place == ".." or place.startswith("../"):
                raise self.refusal("is a link that leaves the folder", "put the file itself there", path)
            if place in self._files:
                return self._files[place]
            if place not in self._links:
                what = f'is a link to "{one_line(target, 100)}", which is no file of this submission'
                raise self.refusal(what, "put the file itself there", path)
        raise self.refusal("is a link that goes in circles", "put the file itself there", path)

    def _check_size(self, name: str | bytes, size: int) -> None:
        self._count += 1
        if self._count > MOST_FILES:
            raise self.refusal(f"has more than {MOST_FILES:,} files", LEAVE_OUT)
        if size > MOST_FILE:
            raise self.refusal(f"has more than {MOST_FILE // MIB} MiB", "leave it out, or cut it down", name)
        self._add_bytes(size)

    def _add_bytes(self, size: int) -> None:
        self._bytes += size
        if self._bytes > MOST_BYTES:
            raise self.refusal(f"has more than {MOST_BYTES // MIB} MiB unpacked", LEAVE_OUT)
