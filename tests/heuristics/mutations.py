"""Changes to a submission that mean nothing, and needless abstractions to inject."""

import ast
import builtins
import keyword
from collections.abc import Callable

from harness.submission import SourceFile, Submission

Change = Callable[[dict[str, str], set[str]], dict[str, str]]


def changed(submission: Submission, change: Change, entries: set[str]) -> Submission:
    """The submission with its Python changed; own tests and other files stay."""
    python = {f.path: f.data.decode() for f in submission.files if f.path.endswith(".py") and "test" not in f.path}
    made = change(python, entries)
    rest = [f for f in submission.files if f.path not in python]
    files = [*rest, *(SourceFile(path, text.encode()) for path, text in made.items())]
    return Submission(submission.name, "1" * 64, tuple(sorted(files, key=lambda f: f.path)))


# ---------------------------------------------------------------- changes that mean nothing


def reformatted(files, entries):
    """Another formatting, and no comment left."""
    return {path: ast.unparse(ast.parse(text)) for path, text in files.items()}


def renamed(files, entries):
    """Functions, classes and module-level names under other names, everywhere."""
    defined, elsewhere = set(), set(dir(builtins)) | set(keyword.kwlist) | entries
    for text in files.values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                defined.add(node.name)
            elif isinstance(node, ast.arg | ast.keyword):
                elsewhere.add(node.arg)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                foreign = isinstance(node, ast.Import) or (not node.level and not _is_own(node.module, files))
                for each in node.names:
                    elsewhere |= {*each.name.split("."), each.asname} if foreign else set()
                elsewhere |= set((getattr(node, "module", "") or "").split("."))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                elsewhere.add(node.value)
    for text in files.values():  # a class of somebody else's calls these by name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and any(_is_foreign(base) for base in node.bases):
                elsewhere |= {each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
    names = {name for name in defined - elsewhere if not name.startswith("__")}
    new = {name: f"{'_' * name.startswith('_')}q{number}" for number, name in enumerate(sorted(names))}
    return {path: _with_names(text, new) for path, text in files.items()}


def _is_foreign(base):
    return isinstance(base, ast.Attribute) or (isinstance(base, ast.Name) and base.id.endswith(("Handler", "Thread")))


def _is_own(module, files):
    return any(path.removesuffix(".py").replace("/", ".").startswith((module or "?").split(".")[0]) for path in files)


def _with_names(text, new):
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for field in ("id", "attr", "name", "asname"):
            if isinstance(getattr(node, field, None), str):
                setattr(node, field, new.get(getattr(node, field), getattr(node, field)))
        if isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [new.get(name, name) for name in node.names]
    return ast.unparse(tree)


def reordered(files, entries):
    """Functions that follow each other in the other order, in modules and in classes."""
    made = {}
    for path, text in files.items():
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef):
                node.body = _turned(node.body)
        made[path] = ast.unparse(tree)
    return dict(reversed(made.items()))


def _turned(body):
    found, run = [], []
    for node in [*body, None]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.decorator_list:
            run.append(node)
            continue
        found += reversed(run)
        run = []
        if node is not None:
            found.append(node)
    return found


def commented(files, entries):
    """A docstring for each function that has none, and comments that say why."""
    made = {}
    for path, text in files.items():
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not ast.get_docstring(node):
                node.body.insert(0, ast.Expr(ast.Constant("Does what rule 3 needs; measured against the slower way first.")))
        lines = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
        made[path] = "\n".join(f"{line}  # the brief, page 2: why not earlier" if line.endswith(":") else line for line in lines)
    return made


def untyped(files, entries):
    """Annotations taken away, but for those that a data class is made of."""
    made = {}
    for path, text in files.items():
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                node.returns = None
            elif isinstance(node, ast.arg):
                node.annotation = None
            if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
                node.body = [_plain(each) for each in node.body]
        made[path] = ast.unparse(ast.fix_missing_locations(tree))
    return made


def _plain(node):
    return ast.Assign([node.target], node.value) if isinstance(node, ast.AnnAssign) and node.value is not None else node


def typed(files, entries):
    """Annotations for every parameter and every result."""
    made = {}
    for path, text in files.items():
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                node.returns = node.returns or ast.Name("object", ast.Load())
                for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                    if each.arg not in ("self", "cls"):
                        each.annotation = each.annotation or ast.Name("object", ast.Load())
        made[path] = ast.unparse(ast.fix_missing_locations(tree))
    return made


BENIGN: tuple[Change, ...] = (reformatted, renamed, reordered, commented, untyped, typed)

# ---------------------------------------------------------------- needless abstractions

INTERFACE = """
import abc
class Port(abc.ABC):
    @abc.abstractmethod
    def carry(self, parcel): ...
class RoadPort(Port):
    def carry(self, parcel):
        return parcel
_port = RoadPort()
_port.carry(None)
"""
FACTORY = """
class Courier:
    def __init__(self, region):
        self.region = region
def courier_for(kind):
    if kind == "road":
        return Courier("north")
    raise ValueError(kind)
_courier = courier_for("road").region
"""
SETTINGS = """
import dataclasses
@dataclasses.dataclass(frozen=True)
class Knobs:
    attempts: int = 3
    verbose: bool = False
    ratio: float = 0.5
KNOBS = Knobs()
_knobs = (KNOBS.attempts, KNOBS.verbose, KNOBS.ratio)
"""
LAYER = """
def carry_out(order, when):
    return [order, when]
def carry_layer(order, when):
    return carry_out(order, when)
_carried = carry_layer(1, 2)
"""
HOOK = """
class Signals:
    def __init__(self):
        self.listeners = []
    def hang(self, listener):
        self.listeners.append(listener)
    def fire(self, event):
        for listener in self.listeners:
            listener(event)
SIGNALS = Signals()
SIGNALS.fire("start")
"""
CACHE = """
import functools
@functools.lru_cache(maxsize=128)
def remembered(key):
    return (key, key)
_remembered = remembered(1)
"""
NEEDLESS = {"interface": INTERFACE, "factory": FACTORY, "settings": SETTINGS, "layer": LAYER, "hook": HOOK, "cache": CACHE}


def injected(files, entry_files, names):
    """These abstractions at the end of the first file that an entry point is in."""
    path = next(each for each in entry_files if each in files)
    return {**files, path: files[path] + "\n" + "\n".join(NEEDLESS[name] for name in names)}
