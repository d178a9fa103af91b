"""What a candidate gets: brief, starter, public tests, and a self-check that needs nothing but Python and pytest."""

import hashlib
import json
import re
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from harness import bundled
from harness.challenge import Challenge
from harness.errors import GradeError
from harness.files import read_folder
from harness.submission import SourceFile

PUBLIC = "public_tests"
_INSIDE = ("__init__", "bootstrap", "wire", "peer", "processes", "worker", "agent", "session", "remote", "standins", "guard",
           "candidate", "plugin", "handin", "selfcheck")  # fmt: skip

CHECK = '''#!/usr/bin/env python3
"""Run the public tests, and list what will be handed in: python check.py

To write the archive to hand in: python check.py --pack submission.zip
"""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(FOLDER, ".grade"))

from harness.inside.selfcheck import main  # noqa: E402

sys.exit(main(FOLDER, sys.argv[1:]))
'''

CONFTEST = '''"""Lets a plain `pytest` run the public tests the way the graders run theirs."""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, ".grade"))


def pytest_configure(config):
    from harness.inside.selfcheck import register

    register(config, FOLDER)
'''

PYTEST_INI = f"[pytest]\ntestpaths = {PUBLIC}\n"


def files(challenge: Challenge, clarifications: str | None = None) -> tuple[SourceFile, ...]:
    """The kit's files, sorted. clarifications: answers that everybody gets, as Markdown.

    Raises GradeError where the challenge has no brief, starter or public tests.
    """
    made: dict[str, bytes] = {}
    brief = _text(challenge, "brief.md")
    made["brief.md"] = brief.encode()
    made["brief.html"] = page(challenge.title, brief).encode()
    for file in _folder(challenge, "starter"):
        made[file.path] = file.data
    public = challenge.public_files()
    if not public:
        raise GradeError(f"{challenge.folder}/tests/public/ holds no test: a candidate must be able to check before the hand-in")
    for file in public:
        made[f"{PUBLIC}/{file.path}"] = file.data
    own = {name for name in made if name == "brief.md" or name == "brief.html" or name.startswith(f"{PUBLIC}/")}
    if clarifications:
        made["CLARIFICATIONS.md"] = clarifications.encode()
    for name, text in {
        "README.md": _readme(challenge),
        "requirements.txt": "\n".join([*challenge.environment.packages, "pytest>=7", *_more(public)]) + "\n",
        "check.py": CHECK,
        "conftest.py": CONFTEST,
        "pytest.ini": PYTEST_INI,
        ".challenge": challenge.name + "\n",
    }.items():
        if name in made:
            raise GradeError(f"{challenge.folder}/starter/{name}: the kit brings a file of that name; call yours otherwise")
        made[name] = text.encode()
        own.add(name)
    own.discard(".challenge")  # which the graders read
    made.update(_checker())
    made[".grade/kit.json"] = _settings(challenge, {name: made[name] for name in own}).encode()
    executable = {"check.py"}
    return tuple(SourceFile(name, data, name in executable) for name, data in sorted(made.items()))


def page(title: str, markdown: str) -> str:
    """Markdown as a readable page, self-contained; raw HTML in it is shown, not obeyed."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    loader = jinja2.FileSystemLoader(bundled.folder("reports"))
    template = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template("brief.html")
    return template.render(title=title, body=Markup(body))


def _text(challenge: Challenge, name: str) -> str:
    try:
        return (challenge.folder / name).read_text("utf-8")
    except FileNotFoundError:
        raise GradeError(f"{challenge.folder}/{name} is not there: write what the candidate is asked for") from None
    except UnicodeDecodeError:
        raise GradeError(f"{challenge.folder}/{name} is not UTF-8") from None


def _folder(challenge: Challenge, name: str) -> tuple[SourceFile, ...]:
    place = challenge.folder / name
    if not place.is_dir():
        raise GradeError(f"{place}/ is not there: put the files there that a candidate begins with, DECISIONS.md among them")
    return read_folder(place)


def _more(public: tuple[SourceFile, ...]) -> list[str]:
    text = b"\n".join(file.data for file in public if file.path.endswith(".py")).decode("utf-8", "replace")
    return ["hypothesis"] if re.search(r"^\s*(from|import) hypothesis\b", text, re.MULTILINE) else []


def _checker() -> dict[str, bytes]:
    """The harness's own modules that the self-check runs on."""
    package = Path(__file__).parent
    found = {"harness/__init__.py": (package / "__init__.py").read_bytes()}
    found |= {f"harness/inside/{name}.py": (package / "inside" / f"{name}.py").read_bytes() for name in _INSIDE}
    for path in sorted((package / "testing").glob("*.py")):
        found[f"harness/testing/{path.name}"] = path.read_bytes()
    return {f".grade/{name}": data for name, data in found.items()}


def _settings(challenge: Challenge, own: dict[str, bytes]) -> str:
    limits = challenge.limits
    return (
        json.dumps(
            {
                "challenge": challenge.name,
                "python": challenge.environment.python,
                "imports": list(challenge.imports),
                "public": PUBLIC,
                "limits": {
                    "test_s": limits.test_s,
                    "output_bytes": limits.output_kib * 1024,
                    "frame_bytes": limits.frame_kib * 1024,
                    "frame_nodes": limits.frame_nodes,
                    "file_bytes": limits.disk_mib * 1024 * 1024,
                },
                "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(own.items())},
            },
            indent=1,
        )
        + "\n"
    )


def _readme(challenge: Challenge) -> str:
    box = (
        f"The time box is {challenge.time_box_min // 60} h {challenge.time_box_min % 60:02} min. "
        if challenge.time_box_min
        else ""
    )
    return f"""# {challenge.title}

1. Read `brief.md` (or open `brief.html`). {box}The brief says how your work will be judged.
2. Set up, in about a minute: Python {challenge.environment.python}, then

       python -m pip install -r requirements.txt
       python check.py

   `check.py` (or a plain `pytest`) runs the public tests against this folder. The graders run yours the same way, in a sandbox
   without a network, against hidden tests that look at the same rules. What `check.py` found is kept in `.check.json` and handed
   in: the graders see where their run of the public tests differs from yours. It is never scored.
3. Write your answer in this folder. Fill in `DECISIONS.md`; put what you would ask into `QUESTIONS.md`, if anything.
4. Hand in:

       python check.py --pack submission.zip

   It lists what goes in. Keep the file `.challenge`: it says which challenge this is.

Nothing here phones home. `.grade/` holds the checker; you need not look at it, and it is not handed in.
"""
