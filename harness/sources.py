"""The submission's files as the report shows them: bounded, highlighted, with an anchor at every line, and as a tree."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup, escape

from harness.evaluation import FileShown
from harness.excerpt import fair_share
from harness.highlight import Line, highlight
from harness.text import visible

MAX_FILE = 256 * 1024  # characters shown of one file
MAX_ALL = 1024 * 1024
MAX_LINES = 15_000  # of all files together
MAX_LINE = 4_000  # characters shown of one line
MAX_MARKS = 6  # that are shown at one line
MAX_DEPTH = 8  # folders within folders in the tree; deeper ones stand on one line

FRAME = re.compile(r'File "([^"\n]{1,400})", line (\d{1,7})')


@dataclass(frozen=True)
class Source:
    """One file. text: what is shown, lines cut where too long; None where nothing is. left_out: in words, or empty.

    marks: by line what was said of it, and where on the page that stands.
    """

    anchor: str
    path: str
    size: int
    sha256: str
    text: str | None
    left_out: str
    pieces: list[Line] | None = None
    marks: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def lines(self) -> list[str]:
        return [] if self.text is None else self.text.removesuffix("\n").split("\n")

    @cached_property
    def html(self) -> Markup:
        """The lines, each with its anchor, and with its marks under it."""
        rows: Sequence[Line] = self.pieces[: len(self.lines)] if self.pieces else [[("", line)] for line in self.lines]
        return Markup("".join(self._line(number, row) for number, row in enumerate(rows, 1)))

    def _line(self, number: int, row: Line) -> str:
        said = self.marks.get(number, ())
        look = "l marked" if said else "l"
        line = f'<span class="{look}" id="{self.anchor}-L{number}">{"".join(map(_piece, row))}\n</span>'
        more = len(said) - MAX_MARKS
        notes = [_note(text, href) for text, href in said[:MAX_MARKS]]
        return line + "".join(notes) + (f'<span class="note">and {more} more</span>' if more > 0 else "")


@dataclass
class Folder:
    """A folder of the tree, its folders before its files."""

    name: str
    folders: dict[str, "Folder"] = field(default_factory=dict)
    files: list[tuple[str, Source]] = field(default_factory=list)


def sources(files: Sequence[FileShown]) -> list[Source]:
    """The files in their order, small ones whole, and all together within what a browser opens at once."""
    share = fair_share([len(file.text) for file in files if file.text is not None], MAX_ALL, MAX_FILE)
    plain = [None if file.text is None else _plain(file.text[:share]) for file in files]
    height = fair_share([text.count("\n") + 1 for text in plain if text is not None], MAX_LINES, MAX_LINES)
    shown = [None if text is None else "\n".join(text.split("\n", height)[:height]) for text in plain]
    pieces = highlight([(file.path, text or "") for file, text in zip(files, shown, strict=True)])
    return [
        Source(f"f{number}", file.path, file.size, file.sha256, text, _left_out(file, share, text), found)
        for number, (file, text, found) in enumerate(zip(files, shown, pieces, strict=True), 1)
    ]


def tree(files: Sequence[Source]) -> Folder:
    """The files by folder."""
    root = Folder("")
    for file in files:
        *folders, name = file.path.split("/")
        deep = folders[MAX_DEPTH:]
        here = root
        for part in folders[:MAX_DEPTH]:
            here = here.folders.setdefault(part, Folder(part))
        here.files.append(("/".join([*deep, name]), file))
    return root


def linked(text: str, files: Mapping[str, Source]) -> Markup:
    """A traceback with links from its frames to the lines that they name, where the report shows them. files: by path."""
    html, end = Markup(""), 0
    for frame in FRAME.finditer(text):
        file, line = _named(frame[1], files), int(frame[2])
        if file is not None and 0 < line <= len(file.lines):
            place = Markup('<a href="#{}-L{}">{}</a>').format(file.anchor, line, visible(frame[0], 500))
            html += escape(visible(text[end : frame.start()], MAX_FILE)) + place
            end = frame.end()
    return html + escape(visible(text[end:], MAX_FILE))


def _named(path: str, files: Mapping[str, Source]) -> Source | None:
    """The submission's file that a frame names; the work folder's own place differs between sandboxes."""
    if "/lib/python" in path:
        return None
    parts = path.strip("/").split("/")
    tails = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((files[tail] for tail in tails if tail in files), None)


def _plain(text: str) -> str:
    lines = visible(text, 10 * MAX_FILE).split("\n")
    if len(lines) > 1 and all(line.endswith("␍") for line in lines[:-1]):  # written on Windows, and no reader's business
        lines = [line.removesuffix("␍") for line in lines]
    return "\n".join(
        line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} […{len(line) - MAX_LINE:,} characters of this line left out]"
        for line in lines
    )


def _left_out(file: FileShown, share: int, shown: str | None) -> str:
    if file.text is None or shown is None:
        return file.note or "not shown"
    if len(file.text) > share or file.text.count("\n") > shown.count("\n"):
        return f"only the first {len(shown.splitlines()):,} lines are shown here; the submission has the rest"
    return file.note


def _note(text: str, href: str) -> str:
    return f'<span class="note"><a href="{escape(href)}">{escape(visible(text, 300))}</a></span>'


def _piece(piece: tuple[str, str]) -> str:
    kind, text = piece  # kind is one of highlight.CLASSES, checked there
    return f'<span class="{kind}">{escape(text)}</span>' if kind else str(escape(text))
