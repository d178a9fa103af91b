"""Reads a rubric's file with the shared parts that it includes; each problem names the file and line where it stands."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from harness import bundled
from harness.challengefile import is_name
from harness.errors import GradeError
from harness.nearby import did_you_mean
from harness.yamlfile import MOST_TOLD, Document, Place, Problem
from harness.yamlfile import read as read_document
from harness.yamlwords import in_words

LISTS = ("criteria", "red_flags")

M = TypeVar("M", bound=BaseModel)


@dataclass
class Assembled:
    """A rubric's plain data. parts: for each place, such as ("criteria", 2), the document of what is included there."""

    own: Document
    data: Any
    parts: dict[Place, Document] = field(default_factory=dict)
    problems: list[tuple[Document, Problem]] = field(default_factory=list)

    def where(self, *place: str | int) -> tuple[Document, int]:
        """The document and line of the value at `place`: the rubric's own where it stands there, else the part's."""
        part = self.parts.get(tuple(place[:2]))
        if part is not None and len(place) > 2 and tuple(place[:3]) not in self.own.lines:
            return part, part.line(*place[2:])
        return self.own, self.own.line(*place)

    def problem(self, place: Place, what: str, remedy: str) -> None:
        document, line = self.where(*place)
        self.problems.append((document, Problem(line, what, remedy)))

    def raise_problems(self) -> None:
        """GradeError with all of them, the rubric's own first, in the order of their lines, where there are any."""
        if not self.problems:
            return
        ordered = sorted(self.problems, key=lambda each: (each[0] is not self.own, str(each[0].path), each[1].line))
        lines = list(dict.fromkeys(problem.text(document.path) for document, problem in ordered))
        more = [f"... and {len(lines) - MOST_TOLD} more"] if len(lines) > MOST_TOLD else []
        raise GradeError("\n".join(lines[:MOST_TOLD] + more))


def read(path: Path) -> Assembled:
    """The file's plain data with its parts filled in. Raises GradeError where it can't be read at all."""
    document = read_document(path)
    made = Assembled(document, document.data)
    made.problems += [(document, problem) for problem in document.problems]
    if not isinstance(document.data, dict) or document.problems:
        return made
    data = dict(document.data)
    for key in LISTS:
        items = data.get(key)
        if isinstance(items, list):
            data[key] = [_item(made, (key, number), item) for number, item in enumerate(items)]
    made.data = data
    return made


def check(made: Assembled, model: type[M]) -> M:
    """The data as a `model`. Raises one GradeError that names every problem."""
    made.raise_problems()
    if not isinstance(made.data, dict):
        made.problem((), "the file should be a mapping of keys to values, and is none", "begin with: title, stage, profile")
        made.raise_problems()
    try:
        return model.model_validate(made.data)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            made.problem(*in_words(problem, model, made.data))
    made.raise_problems()
    raise AssertionError("a problem without words")


def _item(made: Assembled, place: Place, item: Any) -> Any:
    if not isinstance(item, dict) or "include" not in item:
        return item
    own = {key: value for key, value in item.items() if key != "include"}
    path = _find(made, place, item["include"])
    if path is None:
        return own
    part = read_document(path)
    made.problems += [(part, problem) for problem in part.problems]
    if not isinstance(part.data, dict):
        if not part.problems:
            what = "a shared part should be a mapping of keys to values"
            made.problems.append((part, Problem(1, what, "begin with: id, title")))
        return own
    made.parts[place] = part
    return {**part.data, **own}


def _find(made: Assembled, place: Place, name: Any) -> Path | None:
    """The part's file: in `shared/` beside the rubric or one folder up, else the program's own."""
    here = made.own.path.parent
    folders = [here / "shared", here.parent / "shared", bundled.folder("rubrics") / "shared"]
    if isinstance(name, str) and is_name(name):
        for folder in folders:
            if (folder / f"{name}.yaml").is_file():
                return folder / f"{name}.yaml"
    names = {path.stem for folder in folders for path in folder.glob("*.yaml")}
    remedy = did_you_mean(str(name), names) or f"the known ones are {', '.join(sorted(names))}"
    made.problem((*place, "include"), f'there is no shared part "{name}"', remedy)
    return None
