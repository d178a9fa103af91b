"""A candidate's prose, as sentences with the lines on which they stand; and whether it is English.

The text is hostile: everything here takes time in proportion to its length, and looks at no more than `MOST` characters.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from harness.text import one_line

MOST = 64 * 1024
MOST_SHOWN = 320
LEAST_WORDS = 12
"""With fewer words nothing can be said of the language."""

WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+")
_CUT = re.compile(r"(?<=[.!?;])[*_`\"”)]{0,3}\s+(?=[*_`\"“(]{0,3}[A-Z0-9])")
_FUNCTION_WORDS = {
    "English": "the a an of to in is it that and for on with as are was be this not or by from at which but have has i we "
    "if would can will so they their than more when each one no all only into there what before does because",
    "German": "der die das und ist nicht ein eine einen zu den mit von für auf im es dass wird werden ich wir sind auch als "
    "bei wenn nur noch nach wie oder aber dem des kein keine über",
    "French": "le la les des une un et est pas que qui pour dans sur avec je nous ce cette sont du au aux plus mais ou par "
    "il elle ne se sans leur être été si",
    "Spanish": "el la los las de que y en un una es por con para no se del al lo como más pero sus le ya o este si porque "
    "muy sin sobre también hasta",
    "Italian": "il lo la gli le di che e un una per non con del della è sono si da come più ma nel nella al anche se questo "
    "ho abbiamo",
    "Portuguese": "o a os as de que e do da em um uma para com não por mais dos das se na no ao como mas foi são pelo pela "
    "isso também",
    "Dutch": "de het een en van is niet dat op te in voor met zijn er aan ook als maar om bij dan naar wordt worden ik wij "
    "deze dit",
    "Polish": "i w na z nie się że do jest to o jak ale po co tak za od być są dla przez oraz lub który która które",
}
_SETS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


@dataclass(frozen=True)
class Sentence:
    """One sentence or list item, as it is shown. line: where it begins, from 1."""

    file: str
    line: int
    text: str

    @property
    def words(self) -> list[str]:
        return [word.casefold().replace("\u2019", "'") for word in WORD.findall(self.text)]


def sentences(file: str, text: str, without: frozenset[str] = frozenset()) -> tuple[Sentence, ...]:
    """The sentences of a Markdown text, in order. Headings, code blocks and lines in `without` (stripped) are left out."""
    return tuple(found for block in _blocks(text[:MOST], without) for found in _sentences(file, block))


def language(text: str) -> str:
    """ "English", another language's name, "another script", or "" where there is too little text to say."""
    words = [word.casefold() for word in WORD.findall(text[:MOST])]
    if len(words) < LEAST_WORDS:
        letters = sum(char.isalpha() for char in text[:MOST])
        return "another script" if letters >= 20 and _latin(text) < 0.5 else ""
    if _latin(text) < 0.5:
        return "another script"
    counts = {language: sum(word in known for word in words) for language, known in _SETS.items()}
    best = max(counts, key=lambda language: counts[language])
    if counts["English"] == counts[best] or counts["English"] >= 0.2 * len(words) > 0:
        # A page of names and figures has few function words of any language; it is read as English unless another one wins.
        return best if counts[best] >= 1.5 * counts["English"] else "English"
    return best


def _latin(text: str) -> float:
    letters = [char for char in text[:MOST] if char.isalpha()]
    return sum(char < "ɐ" for char in letters) / len(letters) if letters else 1.0


def _blocks(text: str, without: frozenset[str]) -> Iterator[list[tuple[int, str]]]:
    """Paragraphs and list items, each as its numbered lines."""
    block: list[tuple[int, str]] = []
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if _FENCE.match(line):
            fenced = not fenced
            yield block
            block = []
            continue
        stripped = line.strip()
        if fenced or not stripped or stripped.startswith("#") or stripped in without:
            yield block
            block = []
            continue
        if _ITEM.match(line) or stripped.startswith("|"):
            yield block
            block = []
        block.append((number, stripped))
    yield block


def _sentences(file: str, block: Sequence[tuple[int, str]]) -> Iterator[Sentence]:
    if not block:
        return
    text = ""
    starts: list[tuple[int, int]] = []
    for number, stripped in block:
        starts.append((len(text), number))
        text += stripped + " "
    cuts = [0, *(match.end() for match in _CUT.finditer(text)), len(text)]
    for start, end in pairwise(cuts):
        piece = text[start:end].strip()
        if WORD.search(piece):
            line = starts[bisect_right(starts, start, key=lambda each: each[0]) - 1][1]
            yield Sentence(file, line, one_line(_ITEM.sub("", piece, count=1), MOST_SHOWN))
