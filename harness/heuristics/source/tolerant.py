"""Other languages, as far as a grammar of tree-sitter's goes: size, definitions, imports and repeated blocks; no names resolved.

Where the grammars are missing the files are named in a note. A tree with errors in it still counts.
"""

import hashlib
import importlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from harness.heuristics.source.facts import File, Notes

LANGUAGES = {
    ".ts": ("TypeScript", "tree_sitter_typescript", "language_typescript"),
    ".mts": ("TypeScript", "tree_sitter_typescript", "language_typescript"),
    ".tsx": ("TypeScript", "tree_sitter_typescript", "language_tsx"),
    ".js": ("JavaScript", "tree_sitter_javascript", "language"),
    ".mjs": ("JavaScript", "tree_sitter_javascript", "language"),
    ".jsx": ("JavaScript", "tree_sitter_javascript", "language"),
    ".go": ("Go", "tree_sitter_go", "language"),
}
DEFINITIONS = {
    "function_declaration", "method_definition", "method_declaration", "class_declaration", "interface_declaration",
    "abstract_class_declaration", "type_spec", "arrow_function", "function_expression", "func_literal",
}  # fmt: skip
UNCOUNTED = ("comment", "type_annotation", "import_statement", "import_declaration", "import_spec", "package_clause")
IMPORTS = {"import_statement", "import_spec"}
LEAST_BLOCK = 60  # nodes of a block that counts as repeated
MOST_NODES = 2_000_000


@dataclass
class Tree:
    """One file. blocks: hash of a block's form -> (line, nodes)."""

    file: File
    language: str
    nodes: int = 0
    definitions: int = 0
    errors: int = 0
    imports: list[tuple[str, int]] = field(default_factory=list)
    blocks: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))


def language(path: str) -> str:
    """The language of a file by its name's end; "" where this layer reads none."""
    return next((about[0] for ending, about in LANGUAGES.items() if path.endswith(ending)), "")


def parse(file: File, notes: Notes) -> Tree | None:
    """None, with a note, where its grammar is not installed."""
    about = next(about for ending, about in LANGUAGES.items() if file.path.endswith(ending))
    parser = _parser(about[1], about[2])
    if parser is None:
        notes.add(f"{file.path}: not read, since there is no grammar of {about[0]} here")
        return None
    found = Tree(file, about[0])
    source = file.text.encode("utf-8", "surrogateescape")
    for node, depth_left in _walk(parser.parse(source).root_node):
        _count(found, node, source, depth_left)
    if found.errors:
        notes.add(f"{file.path}: {found.errors} places are not {about[0]} as its grammar knows it")
    return found


@cache
def _parser(package: str, name: str) -> Any:
    try:
        sitter = importlib.import_module("tree_sitter")
        return sitter.Parser(sitter.Language(getattr(importlib.import_module(package), name)()))
    except (ImportError, AttributeError, ValueError):
        return None


def _walk(root: Any) -> Iterator[tuple[Any, int]]:
    stack, left = [root], MOST_NODES
    while stack and left:
        node = stack.pop()
        if node.type in UNCOUNTED and node.type not in IMPORTS:
            continue
        yield node, left
        left -= 1
        stack.extend(reversed(node.named_children))


def _count(found: Tree, node: Any, source: bytes, left: int) -> None:
    if node.type == "ERROR":
        found.errors += 1
    if node.type in IMPORTS:
        for each in (node, *node.named_children):
            if each.type in ("string", "interpreted_string_literal"):
                found.imports.append(
                    (source[each.start_byte + 1 : each.end_byte - 1].decode("utf-8", "replace"), each.start_point[0] + 1)
                )
                break
        return
    found.nodes += 1
    found.definitions += node.type in DEFINITIONS
    if node.type in ("statement_block", "block", "class_body") and node.descendant_count > LEAST_BLOCK:
        form = hashlib.sha256(_form(node)).hexdigest()
        found.blocks[form].append((node.start_point[0] + 1, node.descendant_count))


def _form(node: Any) -> bytes:
    """Kinds of nodes in order, without names and values; bounded."""
    kinds: list[str] = []
    stack = [node]
    while stack and len(kinds) < 5000:
        each = stack.pop()
        kinds.append(each.type)
        stack.extend(reversed(each.named_children))
    return " ".join(kinds).encode()
