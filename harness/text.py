"""The border for hostile text: what a candidate wrote is made harmless once, where it enters, and is plain text from there on.

Of what a person sees, nothing may be hidden, reordered or overwritten: control characters, terminal escapes, bidirectional
overrides, zero-width and other invisible characters, line separators and lone surrogates become marks such as ␛ or
⟨U+202E⟩. Markup is not this module's business: each page escapes for its own format.
"""

import re
import unicodedata

_UNPLAIN = re.compile(r"[^\t\n\x20-\x7e]+")
_VARIATION_SELECTOR_16 = "\ufe0f"  # asks for the coloured form of the sign before it, as in ⚠️
_MOST_MARKS = 4  # combining marks on one letter; no language needs more, and a stack of them covers its neighbours
_INVISIBLE = frozenset(  # without a glyph, though Unicode doesn't count them among control and format characters
    chr(code)
    for first, last in (
        (0x034F, 0x034F),  # combining grapheme joiner
        (0x115F, 0x1160),  # Hangul fillers
        (0x17B4, 0x17B5),  # Khmer inherent vowels
        (0x180B, 0x180F),  # Mongolian variation selectors
        (0x2800, 0x2800),  # Braille blank
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),  # variation selectors: data can hide in them
        (0xFFA0, 0xFFA0),
        (0x1D159, 0x1D159),
        (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)
_NOT_UTF8 = {chr(0xDC00 + byte): f"⟨0x{byte:02X}⟩" for byte in range(0x80, 0x100)}  # as "surrogateescape" decodes them
_marks: dict[str, str] = {}


def visible(text: str | bytes, limit: int) -> str:
    """`text` with nothing hidden in it, of at most `limit` characters; what was cut is counted at the end.

    Newlines and tabs stay. Bytes are read as UTF-8, and one that isn't becomes ⟨0xFF⟩. The result can always be encoded as
    UTF-8, and `visible` of it is itself.
    """
    return _bounded(text, limit, newline="\n", tab="\t")


def one_line(text: str | bytes, limit: int = 200) -> str:
    """`visible` on a single line, for messages and table cells: newlines become ⏎, tabs become spaces."""
    return _bounded(text, limit, newline="⏎", tab=" ")


def hides_something(text: str) -> bool:
    """Whether `visible` would show some character of `text` in another form."""
    return _UNPLAIN.search(text) is not None and _shown(text, from_bytes=False) != text


def _bounded(text: str | bytes, limit: int, newline: str, tab: str) -> str:
    limit = max(limit, 0)
    source = text[: limit + 1] if isinstance(text, str) else _decoded(text, limit)
    if len(source) <= limit:
        shown = _shown(source, isinstance(text, bytes))
        if len(shown) <= limit:
            return shown.replace("\n", newline).replace("\t", tab)
    pieces = _pieces(source, isinstance(text, bytes))
    kept = _as_many_as_fit(pieces, limit - len(_note(text, len(text))))
    note = _note(text, len(text) - _length_in(text, source[:kept]))
    if not kept:  # too little room to say how much was cut
        kept = _as_many_as_fit(pieces, limit - 1)
        note = "…"[:limit]
    return "".join(pieces[:kept]).replace("\n", newline).replace("\t", tab) + note


def _decoded(data: bytes, limit: int) -> str:
    # A character has at most four bytes, so this holds more than `limit` of them, and a hostile length costs nothing.
    return data[: 4 * (limit + 1)].decode("utf-8", "surrogateescape")


def _shown(source: str, from_bytes: bool) -> str:
    """`source` as it is shown."""
    return _UNPLAIN.sub(lambda run: "".join(_run(run[0], _before(source, run), from_bytes)), source)


def _pieces(source: str, from_bytes: bool) -> list[str]:
    """Each character of `source` as it is shown."""
    pieces: list[str] = []
    for run in _UNPLAIN.finditer(source):
        pieces += source[len(pieces) : run.start()]
        pieces += _run(run[0], _before(source, run), from_bytes)
    return pieces + list(source[len(pieces) :])


def _before(source: str, run: re.Match[str]) -> str:
    return source[max(run.start() - 1, 0) : run.start()]


def _run(run: str, before: str, from_bytes: bool) -> list[str]:
    """Each character of a run without ASCII as it is shown."""
    shown = []
    marks = 0
    for char in run:
        if from_bytes and char in _NOT_UTF8:
            piece = _NOT_UTF8[char]
        elif char == _VARIATION_SELECTOR_16 and _is_sign(before):
            piece = char
        else:
            piece = _marks.get(char) or _marked(char)
        if piece != char or unicodedata.category(char) not in ("Mn", "Me") or char == _VARIATION_SELECTOR_16:
            marks = 0
        else:
            marks += 1
            piece = char if marks <= _MOST_MARKS else _code(char)
        shown.append(piece)
        before = char
    return shown


def _marked(char: str) -> str:
    """The form of one character outside printable ASCII that is shown; remembered, since texts repeat themselves."""
    if len(_marks) > 10_000:
        _marks.clear()
    code = ord(char)
    category = unicodedata.category(char)
    if code < 0x20:
        piece = chr(0x2400 + code)
    elif code == 0x7F:
        piece = "␡"
    elif category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or char in _INVISIBLE or _is_unknown(code, category):
        piece = _code(char)
    else:
        piece = char
    _marks[char] = piece
    return piece


def _is_unknown(code: int, category: str) -> bool:
    """A code point that this Python's Unicode doesn't know: a newer one may make it invisible. Pictures are let through."""
    return category == "Cn" and not 0x1F000 <= code <= 0x1FAFF


def _is_sign(char: str) -> bool:
    return bool(char) and unicodedata.category(char) == "So" and char not in _INVISIBLE


def _code(char: str) -> str:
    return f"⟨U+{ord(char):04X}⟩"


def _as_many_as_fit(pieces: list[str], room: int) -> int:
    for number, piece in enumerate(pieces):
        room -= len(piece)
        if room < 0:
            return number
    return len(pieces)


def _note(text: str | bytes, cut: int) -> str:
    return f" …[{cut:,} {'characters' if isinstance(text, str) else 'bytes'} cut]"


def _length_in(text: str | bytes, kept: str) -> int:
    return len(kept) if isinstance(text, str) else len(kept.encode("utf-8", "surrogateescape"))
