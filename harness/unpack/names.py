"""Which names the files of a submission may have: those that mean one thing, and the same, on every system and page."""

import re
import unicodedata
from typing import Literal

from harness.text import hides_something, one_line

MOST_PATH = 400  # bytes of UTF-8
MOST_PART = 200
MOST_DEPTH = 20

Kind = Literal["file", "link", "folder"]

WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")]
)


class Unfit(Exception):
    """A name that may not be: what is wrong with it, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what, self.remedy = what, remedy


def parts_of(name: str | bytes) -> list[str]:
    """The name's parts between slashes, without "." and empty ones. Raises Unfit where it could mean a place elsewhere."""
    if len(name) > 4 * MOST_PATH:
        raise Unfit(f"has a name of {len(name):,} bytes", "give it a short one")
    text = _decoded(name)
    if any(ord(char) < 0x20 for char in text):
        raise Unfit("has a control character in its name", "rename it")
    if hides_something(text):
        raise Unfit("has a character in its name that can't be seen or that reorders others", "rename it")
    if "\\" in text:
        raise Unfit(
            "has a backslash in its name",
            "pack it with a tool that puts / between folders; older Windows PowerShell doesn't, Explorer's zip folders do",
        )
    if text.startswith("/"):
        raise Unfit("is an absolute path", "pack the folder by a relative name")
    if re.match(r"[A-Za-z]:", text):
        raise Unfit("begins with a drive letter", "pack the folder by a relative name")
    parts = [part for part in text.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise Unfit("leaves the folder", 'pack the folder so that no name has ".." in it')
    return parts


def _decoded(name: str | bytes) -> str:
    try:
        text = name.decode() if isinstance(name, bytes) else name
        text.encode()
    except UnicodeError:
        raise Unfit("has a name that is not UTF-8", "rename it with plain letters") from None
    # macOS takes accented letters apart. One form for all, so that the same files are the same submission.
    return unicodedata.normalize("NFC", text)


def check_form(parts: list[str]) -> None:
    """Raises Unfit where the name is too long, too deep, or not what Windows would call it."""
    if sum(len(part.encode()) + 1 for part in parts) > MOST_PATH + 1:
        raise Unfit(f"has a path of more than {MOST_PATH} bytes", "shorten it")
    if len(parts) > MOST_DEPTH:
        raise Unfit(f"lies more than {MOST_DEPTH} folders deep", "move it up")
    for part in parts:
        if len(part.encode()) > MOST_PART:
            raise Unfit(f"has a name of more than {MOST_PART} bytes", "shorten it")
        if part.split(".")[0].rstrip(" ").casefold() in WINDOWS_DEVICES:
            raise Unfit(f'can\'t be unpacked on Windows, where "{one_line(part, 40)}" is a device', "rename it")
        if part.endswith((".", " ")):
            raise Unfit("has a name that ends with a dot or a space, which Windows drops", "rename it")


class Twins:
    """All names so far; refuses two that some system takes for one."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, Kind]] = {}
        self._folders: set[str] = set()

    def add(self, parts: list[str], kind: Kind) -> None:
        """Raises Unfit where the name, or a folder above it, is in the way of another."""
        for depth in range(1, len(parts)):
            self._add("/".join(parts[:depth]), "folder")
        self._add("/".join(parts), kind)

    def _add(self, path: str, kind: Kind) -> None:
        if kind == "folder" and path in self._folders:
            return
        key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())
        if key not in self._seen:
            self._seen[key] = (path, kind)
            if kind == "folder":
                self._folders.add(path)
            return
        other, other_kind = self._seen[key]
        if other != path:
            raise Unfit(
                f'and "{one_line(other, 150)}" are one name on some systems (but for upper case, or the form of a letter)',
                "rename one of them",
            )
        if kind == other_kind:
            raise Unfit("is in it twice", "pack the folder again")
        raise Unfit(f"is a {other_kind} and a {kind} at once", "pack the folder again")
