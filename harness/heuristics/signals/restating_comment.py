"""Comments that say what the code says

What it looks for: comments and docstrings all of whose words stand in the name or the line that they are about.

Why it matters: it doubles what has to be read and changed, and says nothing of why.

An example: `# increment the counter` above `counter += 1`; `\"\"\"Initialize the service.\"\"\"` in `__init__`.

When it is fine: one or two. Docstrings that say something, and comments that say why, cost nothing in any number.
"""

import io
import re
import tokenize
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Module, is_text

FAMILY = "baggage"
FREE = 3  # of a submission: a habit is more
EMPTY = {
    "an", "the", "this", "that", "of", "for", "to", "and", "or", "is", "are", "be", "in", "on", "with", "by", "from",
    "as", "it", "its", "if", "all", "each", "one", "new", "given", "current", "our", "self", "class", "function",
    "method", "module", "returns", "return", "get", "set", "create", "creates", "initialize", "initializes", "init",
    "instance", "object", "value", "values", "main", "simple",
}  # fmt: skip
_WORD = re.compile(r"[a-z]{2,}")


def find(project: Project) -> Iterator[Finding]:
    found = [finding for module in project.modules for finding in (*_docstrings(module), *_comments(module))]
    yield from found[FREE:]


def _docstrings(module: Module) -> Iterator[Finding]:
    for each in module.defs:
        if each.node.body and is_text(each.node.body[0]):
            text = each.node.body[0].value.value
            if "\n" not in text.strip() and _restates(text, each.qualname):
                yield Finding(module.path, each.line + 1, f"the docstring of {each.qualname} says what its name says", 0.3)


def _comments(module: Module) -> Iterator[Finding]:
    lines = module.file.text.splitlines()
    try:
        for token in tokenize.generate_tokens(io.StringIO(module.file.text).readline):
            own_line = token.type == tokenize.COMMENT and token.line.strip().startswith("#") and token.start[0] < len(lines)
            if own_line and _restates(token.string, lines[token.start[0]]):
                yield Finding(module.path, token.start[0], "the comment says what the next line says", 0.3)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def _restates(text: str, code: str) -> bool:
    words = {_stem(word) for word in _WORD.findall(text.lower())}
    meant = words - {_stem(word) for word in EMPTY}
    parts = re.sub(r"([a-z])([A-Z])", r"\1 \2", code).lower().replace("_", " ")
    return bool(words) and meant <= {_stem(word) for word in _WORD.findall(parts)} and len(words) <= 8


def _stem(word: str) -> str:
    return re.sub(r"(ing|ed|es|s|er|or|e)$", "", word) or word
