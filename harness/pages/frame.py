"""What every page has in common: Jinja, the three borders against hostile text, and a policy that lets nothing load.

Every string goes through `visible` on its way out, Jinja escapes it, and the page's policy lets nothing run or load but the
one style and the one script whose hashes it names.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from harness.bundled import folder
from harness.environments.cache import folder as cache_folder
from harness.errors import GradeError
from harness.text import one_line, visible

MAX_STRING = 1024 * 1024


def render(template: str, styles: Sequence[str] = ("style.css",), script: str = "", **values: object) -> str:
    """A page from `reports/<template>`, as text to be written in UTF-8. styles, script: files of `reports/`, inlined."""
    style = "\n".join(_asset(name) for name in styles)
    program = _asset(script) if script else ""
    return (
        _pages()
        .get_template(template)
        .render(policy=_policy(style, program), style=Markup(style), script=Markup(program), **values)
    )


@cache
def _pages() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder("reports")),
        autoescape=True,  # for every template, whatever its name
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    environment.filters |= {"number": number, "percent": percent, "seconds": seconds, "size": size, "when": when, "day": day}
    environment.filters |= {"brief": partial(one_line, limit=120), "short": partial(one_line, limit=600), "level": level}
    environment.filters |= {"share": share, "plural": plural}
    return environment


def _compiled() -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept: compiling takes longer than all else in writing a page.

    Jinja looks at a template's text alone, and this module's settings (what is escaped, above all) go into what it compiles.
    """
    ours = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    try:
        place = cache_folder() / f"pages-{ours[:24]}"
        place.mkdir(mode=0o700, exist_ok=True)
    except (GradeError, OSError):
        return None  # a page needs no cache
    return FileSystemBytecodeCache(str(place))


def _harmless(value: object) -> object:
    """The border again, at the last moment: a result.json may come from anywhere."""
    if callable(value):
        raise TypeError(f"a template names {value!r} and does not call it")
    return visible(value, MAX_STRING) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(name: str) -> str:
    return (folder("reports") / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing loads, runs or is sent, but this style and this script. The hashes are of what stands between the tags."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


# ---------------------------------------------------------------- figures in words


def number(value: float) -> str:
    """12,345.5: at most two decimals, none that are zero."""
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def percent(value: float) -> str:
    """Of 100, to one decimal, without the sign."""
    return number(round(value, 1))


def share(value: float | None) -> str:
    """Of 1, as "67 %"; "open" where there is none."""
    return "open" if value is None else f"{100 * value:.0f} %"


def level(value: float | None) -> str:
    """A level: 3, or 2.5; "open" where there is none."""
    return "open" if value is None else f"{value:g}"


def plural(count: int, one: str, more: str = "") -> str:
    """A count with its noun: 1 test, 2 tests."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def seconds(value: float) -> str:
    """420 ms, 4.2 s, 3 min 5 s."""
    if value < 1:
        return f"{1000 * value:.0f} ms"
    if value < 120:
        return f"{value:.1f} s"
    return f"{value // 60:.0f} min {value % 60:.0f} s"


def size(value: int) -> str:
    """Bytes, KiB or MiB."""
    if value < 1024:
        return f"{value} bytes"
    kib = value / 1024
    return f"{kib:,.1f} KiB" if kib < 1024 else f"{kib / 1024:,.1f} MiB"


def when(value: str) -> str:
    """An ISO 8601 time as "24 Nov 2026, 21:04 UTC"; itself where it is none."""
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except ValueError:
        return value
    return f"{moment.day} {moment:%b %Y, %H:%M} UTC"


def day(value: str) -> str:
    """An ISO 8601 time as "24 Nov 2026"."""
    return when(value).partition(",")[0]
