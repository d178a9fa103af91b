"""Which part of a source line is a keyword, a string, a comment: by Pygments, in a process of its own that can be ended.

The source is hostile, and a lexer's regular expressions can be made to run for minutes: so it gets little, and not for long.
What comes back is believed only where it spells the very same source. This file is also the program of that process.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import PurePosixPath

MAX_FILE = 128 * 1024  # characters; longer files stay plain
MAX_ALL = 256 * 1024
MAX_LINE = 2_000
SECONDS = 5.0
MEMORY = 1024**3

Line = list[tuple[str, str]]
"""Pieces of one line: the CSS class ("" for plain), and the text."""

LEXERS = {
    ".bash": "bash", ".c": "c", ".cc": "cpp", ".cfg": "ini", ".cpp": "cpp", ".cs": "csharp", ".css": "css", ".go": "go",
    ".h": "c", ".hpp": "cpp", ".html": "html", ".ini": "ini", ".java": "java", ".js": "javascript", ".json": "json",
    ".jsx": "jsx", ".kt": "kotlin", ".mjs": "javascript", ".php": "php", ".py": "python", ".pyi": "python", ".rb": "ruby",
    ".rs": "rust", ".sh": "bash", ".sql": "sql", ".toml": "toml", ".ts": "typescript", ".tsx": "tsx", ".xml": "xml",
    ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip
NAMES = {"dockerfile": "docker", "makefile": "make"}


def highlight(files: Sequence[tuple[str, str]]) -> list[list[Line] | None]:
    """The pieces of each line of each (path, text), or None where it stays plain. Never raises for what a text holds."""
    asked, left = [], MAX_ALL
    for index, (path, text) in enumerate(files):
        name = lexer(path)
        if name and len(text) <= min(MAX_FILE, left) and max(map(len, text.split("\n"))) <= MAX_LINE:
            asked.append((index, name, text))
            left -= len(text)
    answer: list[list[Line] | None] = [None] * len(files)
    lines = _in_own_process(json.dumps([(name, text) for _, name, text in asked])) if asked else []
    for (index, _, text), line in zip(asked, lines, strict=False):
        answer[index] = _checked(line, text)
    return answer


def lexer(path: str) -> str | None:
    """The lexer for a file, by its name alone; None where it is not one of the few that are used here."""
    name = PurePosixPath(path.lower())
    return NAMES.get(name.name) or LEXERS.get(name.suffix)


def _in_own_process(request: str) -> list[str]:
    """One line of JSON for each file that was done before the time was up."""
    # -P: else this file's folder would be searched first, and its modules would hide others of the same name.
    program = [sys.executable, "-P", __file__]
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        try:
            out, _ = process.communicate(request, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
    return out.split("\n")[:-1]


def _checked(line: str, text: str) -> list[Line] | None:
    try:
        pieces = [[(str(kind), str(part)) for kind, part in row] for row in json.loads(line)]
    except (ValueError, TypeError):
        return None
    same = "\n".join("".join(part for _, part in row) for row in pieces) == text
    return pieces if same and all(kind in CLASSES for row in pieces for kind, _ in row) else None


# ---------------------------------------------------------------- in the other process

CLASSES = {"", "c", "k", "s", "m", "f", "b", "d"}


def _pieces(name: str, text: str) -> list[Line]:
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Comment, Keyword, Name, Number, Operator, String, is_token_subtype

    kinds = [
        (Comment, "c"), (String, "s"), (Number, "m"), (Keyword, "k"), (Operator.Word, "k"), (Name.Function, "f"),
        (Name.Class, "f"), (Name.Tag, "k"), (Name.Decorator, "d"), (Name.Builtin, "b"), (Name.Attribute, "f"),
    ]  # fmt: skip
    rows: list[Line] = [[]]
    for _, token, value in get_lexer_by_name(name).get_tokens_unprocessed(text):
        kind = next((short for parent, short in kinds if is_token_subtype(token, parent)), "")
        for number, part in enumerate(value.split("\n")):
            if number:
                rows.append([])
            if part and rows[-1] and rows[-1][-1][0] == kind:
                rows[-1][-1] = (kind, rows[-1][-1][1] + part)
            elif part:
                rows[-1].append((kind, part))
    return rows


def _main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for name, text in json.load(sys.stdin):
        try:
            answer = json.dumps(_pieces(name, text))
        except Exception:  # whatever a lexer trips over, the file stays plain
            answer = "null"
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
