"""The reader: submissions as text on standard input, one reading each on standard output. Never runs anything of a submission.

Runs in the `reader` sandbox on the standard library and, where it is there, tree-sitter. Nobody trusts what it writes: hostile
source may have taken it over. It says which file it reads, so that the host can leave out the one that ended it.
"""

import base64
import gc
import importlib
import json
import pkgutil
import struct
import sys
from typing import Any, BinaryIO

MOST_FINDINGS = 400  # of one signal; beyond that only their number is told
MOST_MESSAGE = 400


def mark(files: list[tuple[str, str]], asked: dict[str, Any], skip: list[str], began: Any = lambda path: None) -> dict[str, str]:
    """The modules of a submission with marks, as text by path."""
    from harness.heuristics.source.facts import Asked, File, Notes
    from harness.heuristics.source.marks import marked
    from harness.heuristics.source.project import Project

    return marked(Project([File(path, text) for path, text in files], Asked(**asked), Notes(), skip).read(began))


def read(
    files: list[tuple[str, str]],
    asked: dict[str, Any],
    skip: list[str],
    began: Any = lambda path: None,
    names: list[str] | None = None,
) -> dict[str, Any]:
    """One submission's reading, as plain data."""
    from harness.heuristics.source.facts import Asked, File, Notes
    from harness.heuristics.source.figures import abstractions, figures, functions
    from harness.heuristics.source.project import Project
    from harness.heuristics.source.reach import reach

    gc.disable()  # trees are one great cycle: to look through them again and again would take most of the time
    notes = Notes()
    project = Project([File(path, text) for path, text in files], Asked(**asked), notes, skip).read(began)
    project.reach = reach(project)
    findings: list[dict[str, Any]] = []
    counted: dict[str, int] = {}
    for name, module in signals(names):
        if not hasattr(module, "find"):
            continue
        began(f"signal {name}")
        found = _findings(module, project, notes, name)
        counted[name] = len(found)
        findings += [
            {
                "signal": name,
                "file": each.file,
                "line": each.line,
                "message": each.message[:MOST_MESSAGE],
                "weight": each.weight,
            }
            for each in found[:MOST_FINDINGS]
        ]
    return {
        "figures": figures(project),
        "findings": findings,
        "counted": counted,
        "functions": functions(project),
        "abstractions": abstractions(project),
        "languages": _languages(project),
        "notes": notes.lines,
        "entries_known": project.reach.known,
    }


def _findings(module: Any, project: Any, notes: Any, name: str) -> list[Any]:
    """A signal that fails on hostile source costs the findings after that, and says so."""
    found = []
    try:
        for each in module.find(project):
            found.append(each)
    except Exception as error:
        notes.add(f"the signal {name} gave up: {type(error).__name__}")
    return sorted(found, key=lambda each: (each.file, each.line, each.message))


def signals(names: list[str] | None = None) -> list[tuple[str, Any]]:
    """(name, module) of each signal, by listing the folder, or by these names where there is no folder."""
    if names is None:
        package = importlib.import_module("harness.heuristics.signals")
        names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return [(name, importlib.import_module(f"harness.heuristics.signals.{name}")) for name in names]


def _languages(project: Any) -> dict[str, float]:
    found: dict[str, float] = {}
    for module in project.modules:
        found["Python"] = found.get("Python", 0) + module.size
    for tree in project.others:
        found[tree.language] = found.get(tree.language, 0) + tree.nodes
    return found


# ---------------------------------------------------------------- the program


def main(signal_names: list[str]) -> None:
    """Frames in: the question with the files of each submission. Frames out: paths as they are read, then the readings."""
    sys.setrecursionlimit(3000)
    question = json.loads(_frame(sys.stdin.buffer))
    out = sys.stdout.buffer

    def began(path: str) -> None:
        _write(out, {"began": path})

    from harness.heuristics.source.decoding import decoded

    asked = {**question["asked"], "kit": frozenset(question["asked"]["kit"])}
    for each in question["submissions"]:
        files = [(path, decoded(path, base64.b64decode(data))) for path, data in each["files"]]
        if question["marks"]:
            _write(out, {"marked": mark(files, asked, each["skip"], began)})
        else:
            _write(out, {"reading": read(files, asked, each["skip"], began, signal_names)})


def _frame(stream: BinaryIO) -> bytes:
    return stream.read(struct.unpack(">I", stream.read(4))[0])


def _write(out: BinaryIO, value: Any) -> None:
    data = json.dumps(value).encode()
    out.write(struct.pack(">I", len(data)) + data)
    out.flush()
