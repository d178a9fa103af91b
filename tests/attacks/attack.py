"""What an attack's folder holds, and the submission that is made of it.

corpus/<family>-<name>/expect.yaml     what must come of it, below
corpus/<family>-<name>/submission/     laid over the honest twin's files: so the difference is the attack
corpus/<family>-<name>/make.py         instead: `build(path)` writes an archive (its name ends in SUFFIX) or a folder
twins/<name>/                          an honest twin, shared by many: the same code without the attack
challenge/                             `probe`, a challenge of many small things that is judged in a second
"""

import ast
import importlib.util
import shutil
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
CHALLENGES = {"probe": HERE / "challenge", "context-packer": HERE.parents[1] / "challenges" / "context-packer"}

# What each word means: the verdicts that the touched tests may have. All other tests have the twin's verdict.
WORDS = {
    "failed": {"wrong", "error"},
    "crashed": {"crashed"},
    "time_limit": {"time_limit"},
    "memory_limit": {"memory_limit"},
    "output_limit": {"output_limit"},
    "protocol": {"crashed"},  # and the message says that the program wrote into the harness's channel
}
BROKE_IN = "the program wrote into the harness's channel"


class Expect(BaseModel):
    """expect.yaml.

    verdict: `rejected` (refused at unpacking, with the reason; nothing ran), `inert` (graded like its twin, test by test), or
        one of WORDS.
    touches: tests, groups, or all of them.
    some: of what it touches, at least one test has the verdict, and the others may have the twin's.
    may_touch, or_else: tests that chance decides about: they have the twin's verdict, or one of these words.
    why: the way in. barrier: what stops it.
    reason: words of the refusal. absent: text that the report must not hold as it is.
    where: {back-end: word} where another limit is met first in one of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    challenge: Literal["probe", "context-packer"]
    twin: str
    verdict: Literal["rejected", "inert", "failed", "crashed", "time_limit", "memory_limit", "output_limit", "protocol"]
    touches: Literal["all"] | tuple[str, ...]
    some: bool = False
    may_touch: tuple[str, ...] = ()
    or_else: tuple[str, ...] = ()
    why: str
    barrier: str
    reason: str = ""
    absent: tuple[str, ...] = ()
    where: dict[Literal["docker", "gvisor", "bubblewrap"], str] = {}


class Attack:
    """One folder of the corpus."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        self.family = folder.name.partition("-")[0]
        self.expect = Expect.model_validate(yaml.safe_load((folder / "expect.yaml").read_text("utf-8")))
        self.twin = (folder / self.expect.twin).resolve()

    def build(self, place: Path) -> Path:
        """The submission, as it would be handed in."""
        if (self.folder / "make.py").exists():
            made = _module(self.folder / "make.py")
            path = place / (self.name + getattr(made, "SUFFIX", ""))
            made.build(path)
            return path
        path = place / self.name
        shutil.copytree(self.twin, path)
        shutil.copytree(self.folder / "submission", path, dirs_exist_ok=True)
        return path

    def touched(self, names: dict[str, str]) -> set[str]:
        """Of the tests in `names` (test -> group), those that it touches."""
        return set(names) if self.expect.touches == "all" else _chosen(self.expect.touches, names)

    def by_chance(self, names: dict[str, str]) -> set[str]:
        """Those that may or may not be touched."""
        return _chosen(self.expect.may_touch, names)


def _chosen(wanted: tuple[str, ...], names: dict[str, str]) -> set[str]:
    return {name for name, group in names.items() if {name, name.partition("[")[0], group} & set(wanted)}


def _module(path: Path):
    spec = importlib.util.spec_from_file_location(f"make_{path.parent.name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def corpus() -> tuple[Attack, ...]:
    """Every attack, by name."""
    return tuple(Attack(path.parent) for path in sorted(CORPUS.glob("*/expect.yaml")))


@cache
def names_of_tests(challenge: str) -> dict[str, str]:
    """The challenge's hidden tests, as they stand in the source: test -> group."""
    found = {}
    for path in sorted((CHALLENGES[challenge] / "tests" / "hidden").glob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[node.name] = path.stem.removeprefix("test_")
    return found
