"""Blindness: code names, an order drawn anew for each grader, and masks over what would tell a grader who wrote a submission.

Masks are for the eye: they cover what the candidate gave as a name, addresses, profile links and lines that state an author.
They can't cover what somebody recognises by style; docs/graders/rounds.md says so.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from harness.evaluation import Evaluation


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    "amber ash azure birch bronze cedar chalk clay cobalt copper coral cotton crimson dusk ebony fern flint frost garnet ginger "
    "granite hazel heath indigo iron ivory jade juniper larch lemon lilac linen loam maple marble mint moss nickel oak ochre "
    "olive onyx opal pearl pewter pine plum quartz rust saffron sage sand scarlet sepia silver slate steel teal tin topaz "
    "umber velvet walnut willow"
)
_SECOND = _words(
    "auk avocet bittern bunting coot crane curlew dipper dove dunlin eider falcon finch fulmar gannet godwit goose grebe gull "
    "harrier hawk heron hoopoe ibis jay kestrel kite knot lapwing lark linnet loon magpie martin merlin nuthatch oriole osprey "
    "owl petrel pipit plover puffin quail rail raven robin rook ruff shrike siskin skua snipe starling stilt stork swan swift "
    "tern thrush wagtail wigeon wren"
)
CODE = re.compile(r"[a-z]+-[a-z]+(?:-[0-9]+)?")
"""A code name, such as amber-heron. It says nothing of who it is, nor of when they came in."""

# Hostile text goes through these: every repetition is bounded, or can begin in one place only.
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,100}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
PROFILE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:[a-z]{2}\.)?(?:github|gitlab|bitbucket|linkedin|huggingface|kaggle|stackoverflow|medium|twitter|x"
    r"|mastodon|facebook|instagram|codeberg|orcid|xing)\.(?:com|org|co|io|social)/(?:in/|users/|profile/|u/)?@?[\w.%+-]{1,200}"
    r"|(?:https?://)?(?<![\w-])[\w-]{1,63}\.github\.io\b[/\w.-]{0,200}"
)
_AUTHOR = re.compile(
    r"(?m)^[ \t#/*;\"'-]{0,20}(?i:__author__|authors?|written by|created by|maintainers?|signed-off-by|co-authored-by|copyright"
    r"(?:[ \t]{0,3}\(c\)|[ \t]{0,3}©)?(?:[ \t]{0,3}\d{4}(?:[ \t]?[-,][ \t]?\d{4})?)?)[ \t]{0,3}(?:[:=][ \t]{0,3})?[\[\"']{0,3}"
    r"((?:[^\W\d_a-z][\w.'-]{1,40})(?:[ \t]{1,3}[^\W\d_a-z][\w.'-]{1,40}){1,3})"
)
_MOST_AUTHORS = 8
_WORD = re.compile(r"[^\W\d_]{2,}")
_NO_NAMES = frozenset(_words("submission solution answer takehome take home test task challenge final zip tar the and inc ltd"))
_SHORT = frozenset(_words("am an as at be by do go he if in is it me my no of on or so to up us we"))
"""Names of two letters that are words too, and are covered with the rest of the name only."""


def draw_code(taken: Collection[str]) -> str:
    """A code name that is not in `taken`."""
    for _ in range(1000):
        code = f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}"
        if code not in taken:
            return code
    return f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}-{secrets.randbelow(10**9)}"


def order(codes: Iterable[str], grader: str, seed: str) -> list[str]:
    """`codes` in the order in which this grader reads them: another for each grader, the same whenever it is asked for."""
    return sorted(codes, key=lambda code: hashlib.sha256(f"{seed}\0{grader}\0{code}".encode()).digest())


@dataclass(frozen=True)
class Mask:
    """Covers names in text. Lines stay lines, so findings still point at the right ones."""

    names: tuple[re.Pattern[str], ...] = ()

    def text(self, text: str) -> str:
        """`text` with addresses, profile links and known names covered."""
        text = MAIL.sub("[e-mail]", text)
        text = PROFILE.sub("[profile link]", text)
        for name in self.names:
            text = name.sub("[name]", text)
        return text


def mask_of(given: Iterable[str], texts: Iterable[str] = ()) -> Mask:
    """The mask for one candidate. given: names, addresses and file names that are known. texts: the submission's own.

    A whole name is covered in any spelling; a part of one only where it is written with a capital, so that a candidate called
    Will does not cost every "will".
    """
    whole: dict[str, None] = {}
    given = list(given)
    most = 3 * len(given) + _MOST_AUTHORS
    for known in given:
        local = known.split("@")[0] if "@" in known else known
        whole.update(dict.fromkeys(_spellings(local)))
    for text in texts:
        whole.update(dict.fromkeys(match[1] for match in islice(_AUTHOR.finditer(text), _MOST_AUTHORS)))
    patterns: dict[str, re.Pattern[str]] = {}
    for name in islice(whole, most):
        parts = [part for part in _parts(name[:200]) if part.casefold() not in _NO_NAMES]
        if not parts:
            continue
        if len(parts) > 1:
            for some in (parts, parts[::-1]):
                joined = r"[\s._,+-]{0,3}".join(map(re.escape, some))
                patterns.setdefault(joined, re.compile(rf"(?i)(?<![^\W_]){joined}(?![^\W_])"))
            initial = rf"{re.escape(parts[0][0])}[._-]?{re.escape(parts[-1])}"
            patterns.setdefault(initial, re.compile(rf"(?i)(?<![^\W_]){initial}(?![^\W_])"))
        for part in parts:
            if part not in patterns and (alone := _alone(part)) is not None:
                patterns[part] = alone
    return Mask(tuple(patterns.values()))


def _spellings(name: str) -> tuple[str, str, str]:
    """A name as it is given, composed (a file's name may hold an accent as a character of its own), and without accents."""
    bare = "".join(char for char in unicodedata.normalize("NFD", name[:200]) if not "\u0300" <= char <= "\u036f")
    return name, unicodedata.normalize("NFC", name[:200]), unicodedata.normalize("NFC", bare)


def _parts(name: str) -> list[str]:
    """The words of a name; taken whole in scripts that write vowels as marks, which are no letters to `re`."""
    if any(unicodedata.category(char).startswith("M") for char in name):
        return [word for word in re.split(r"[\s\d._,+@-]+", name) if len(word) > 1]
    return _WORD.findall(name)


def _alone(part: str) -> re.Pattern[str] | None:
    """What covers one part of a name where it stands by itself, or None where too much else would be covered."""
    if part.lower() == part.upper():  # a script without capitals, and often without spaces
        return re.compile(re.escape(part))
    if len(part) == 2 and (part[0].islower() or part.casefold() in _SHORT):
        return None
    forms = [part.capitalize(), part.upper()]
    if not part[0].islower():  # McDonald, which capitalize() spells Mcdonald
        forms.insert(0, part)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, dict.fromkeys(forms)))})(?![^\W_])")


def masked(evaluation: Evaluation, mask: Mask) -> Evaluation:
    """The evaluation with all that the candidate wrote, or that quotes it, under the mask. Hashes stay those of the originals."""
    data = evaluation.model_dump(by_alias=True)
    for key in ("files", "scope", "notes", "public"):
        data[key] = _walk(data[key], mask)
    for group in data["groups"]:
        for test in group["tests"]:
            for key in ("message", "traceback", "detail", "output"):
                test[key] = mask.text(test[key])
    return Evaluation.model_validate(data)


def _walk(value: Any, mask: Mask, key: str = "") -> Any:
    if isinstance(value, str):
        return value if key in ("sha256", "signals_sha256", "signal", "family", "band", "kind") else mask.text(value)
    if isinstance(value, dict):
        return {name: _walk(each, mask, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(each, mask, key) for each in value]
    return value
