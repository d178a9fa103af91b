"""A challenge: what candidates are asked for, and all that decides what they get for it."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from harness import bundled
from harness.challengefile import ChallengeFile, Mutation, Profile, Scope, Stage, is_name
from harness.environments.spec import EnvironmentSpec
from harness.errors import GradeError
from harness.files import files_sha256, read_folder
from harness.limits import Limits
from harness.nearby import did_you_mean, no_such_file
from harness.submission import SourceFile
from harness.text import one_line
from harness.yamlfile import Document, check, read


@dataclass(frozen=True)
class Challenge:
    """One challenge, read whole: what is sent and what was hashed are the same bytes.

    folder: absolute. sha256: of all that decides a verdict, and nothing else: challenge.yaml, tests/hidden/, tests/public/,
    and the Dockerfile with its folder where there is one. So a brief's typo is mended without a new round.
    groups: weight by name, in the order of challenge.yaml. rules: the brief's numbered rules, a line each.
    free_groups: those in which an empty submission may score. tools: what holds for tools that write code.
    """

    folder: Path
    sha256: str
    name: str
    title: str
    stage: Stage
    profiles: tuple[Profile, ...]
    time_box_min: int | None
    environment: EnvironmentSpec
    imports: tuple[str, ...]
    limits: Limits
    groups: Mapping[str, float]
    scope: Scope
    entry_points: tuple[str, ...]
    rules: Mapping[int, str]
    free_groups: tuple[str, ...]
    tools: Literal["declare", "forbidden"]
    discussion: tuple[str, ...]
    mutation: Mutation
    _hidden: tuple[SourceFile, ...] = field(repr=False)
    _public: tuple[SourceFile, ...] = field(repr=False)

    def hidden_files(self) -> tuple[SourceFile, ...]:
        """The hidden tests and what they need, by their paths under tests/hidden/."""
        return self._hidden

    def public_files(self) -> tuple[SourceFile, ...]:
        """The public tests and what they need, by their paths under tests/public/."""
        return self._public


def find(name_or_folder: str | Path) -> Challenge:
    """The challenge that comes with the program under that name, else the one in that folder."""
    text = str(name_or_folder)
    if isinstance(name_or_folder, str) and is_name(text) and text in known():
        return load(bundled.folder("challenges") / text)
    path = Path(name_or_folder)
    exists = bool(text) and os.path.lexists(path)
    if not exists and "/" not in text:
        raise GradeError(unknown(text))
    if exists and path.is_dir():
        return load(path)
    if exists and path.name == "challenge.yaml":
        return load(path.parent)
    problem = f"{one_line(text)} is no challenge's folder" if exists else no_such_file(path)
    raise GradeError(f"{problem}\nName a folder that holds challenge.yaml, or one of: {_known_in_words()}")


def named(name: str) -> Challenge:
    """The challenge that comes with the program under that name; never a folder, since a candidate may have written the name."""
    if is_name(name) and name in known():
        return load(bundled.folder("challenges") / name)
    raise GradeError(unknown(name))


def unknown(name: str) -> str:
    """What to tell a person who named a challenge that is not there."""
    near = did_you_mean(name, known())
    return f'there is no challenge "{one_line(name, 100)}" — {near or "the known ones are " + _known_in_words()}'


def _known_in_words() -> str:
    return ", ".join(known()) or "none"


def known() -> list[str]:
    """The names of the challenges that come with the program, sorted."""
    return sorted(path.parent.name for path in bundled.folder("challenges").glob("*/challenge.yaml"))


def load(folder: Path) -> Challenge:
    """The challenge in `folder`. Raises one GradeError with all that is wrong with it, each with file and line."""
    document = _document(folder)
    folder = folder.resolve()
    keys = check(document, ChallengeFile)
    hidden = _tests(document, folder, "hidden")
    public = _tests(document, folder, "public")
    _check_groups(document, hidden)
    environment, more = _environment(document, folder, keys)
    document.raise_problems()
    assert keys is not None and environment is not None
    decisive = [
        SourceFile("challenge.yaml", document.source),
        *(SourceFile(f"tests/hidden/{file.path}", file.data, file.executable) for file in hidden),
        *(SourceFile(f"tests/public/{file.path}", file.data, file.executable) for file in public),
        *more,
    ]
    shared = {
        name: getattr(keys, name) for name in ChallengeFile.model_fields if name not in ("title", "environment", "examiner")
    }
    return Challenge(
        folder=folder,
        sha256=files_sha256(decisive),
        title=keys.title or keys.name,
        environment=environment,
        _hidden=hidden,
        _public=public,
        **shared,
    )


def _document(folder: Path) -> Document:
    path = folder / "challenge.yaml"
    if folder.is_dir() and not path.exists():
        raise GradeError(f"{one_line(str(folder), 300)} is no challenge: it holds no challenge.yaml")
    document = read(path)
    if not path.resolve().is_relative_to(folder.resolve()):
        document.problem((), "this file is a link that leaves the challenge", "put the file itself there")
    return document


def _tests(document: Document, folder: Path, kind: str) -> tuple[SourceFile, ...]:
    place = folder / "tests" / kind
    if not place.is_dir():
        if kind == "hidden":
            document.problem((), f"there is no folder tests/{kind}/ beside this file", "put the hidden tests there")
        return ()
    if not place.resolve().is_relative_to(folder):
        document.problem((), f"tests/{kind} is a link that leaves the challenge", "put the tests themselves there")
        return ()
    try:
        return read_folder(place)
    except GradeError as error:
        document.problem((), str(error), "")
        return ()


def _check_groups(document: Document, hidden: tuple[SourceFile, ...]) -> None:
    """Each group is a file of hidden tests, and each file of hidden tests is a group."""
    data = document.data if isinstance(document.data, dict) else {}
    groups = data.get("groups")
    groups = [name for name in groups if isinstance(name, str)] if isinstance(groups, dict) else []
    paths = {file.path for file in hidden}
    unused = [name for name in _test_names(paths) if name not in groups]
    for name in groups:
        if f"test_{name}.py" not in paths:
            near = did_you_mean(name, unused)
            document.problem(
                ("groups", name),
                f"the group {name} has no file tests/hidden/test_{name}.py",
                near or "write it, or take the group away",
            )
    for name in unused if groups else ():
        document.problem(
            ("groups",),
            f"tests/hidden/test_{name}.py belongs to no group",
            f'give it a weight: "{name}: 1" under groups',
        )
    for path in sorted(paths):
        folder, _, file = path.rpartition("/")
        if (folder and re.fullmatch(r"test_.*\.py", file)) or re.fullmatch(r"(?!test_).*_test\.py", file):
            document.problem(
                ("groups",),
                f"pytest takes tests/hidden/{path} for tests, and it can be no group",
                "call it tests/hidden/test_<group>.py",
            )
    free = data.get("free_groups")
    for index, name in enumerate(free if isinstance(free, list) else ()):
        if name not in groups:
            near = did_you_mean(str(name), groups)
            document.problem(
                ("free_groups", index),
                f"`free_groups` names {name}, which is no group",
                near or "take it away",
            )


def _test_names(paths: set[str]) -> Iterator[str]:
    for path in sorted(paths):
        if match := re.fullmatch(r"test_(\w+)\.py", path):
            yield match[1]


def _environment(document: Document, folder: Path, keys: ChallengeFile | None) -> tuple[EnvironmentSpec | None, list[SourceFile]]:
    """What the environment is made from, and the files that go into it."""
    if keys is None:
        return None, []
    given: dict[str, Any] = keys.environment.model_dump(exclude={"dockerfile"})
    files: list[SourceFile] = []
    if keys.environment.dockerfile is not None:
        given["dockerfile"], files = _dockerfile(document, folder, keys.environment.dockerfile)
    return EnvironmentSpec(**given, folder=folder, examiner_packages=keys.examiner.packages), files


def _dockerfile(document: Document, folder: Path, name: str) -> tuple[Path, list[SourceFile]]:
    path = folder / name
    place = ("environment", "dockerfile")
    real = path.resolve()
    if not real.is_relative_to(folder) or not path.is_file():
        why = "is not in the challenge's folder" if path.exists() else "is not there"
        document.problem(
            place,
            f"the Dockerfile {name} {why}",
            "give a path beside challenge.yaml, such as environment/Dockerfile",
        )
        return path, []
    if (folder / "tests") in real.parents:
        document.problem(
            place,
            f"the Dockerfile {name} stands among the tests",
            "give it a folder of its own, such as environment/",
        )
        return path, []
    if real.parent == folder:  # the builder gives it no other file
        return real, [SourceFile(real.name, real.read_bytes())]
    prefix = real.parent.relative_to(folder).as_posix()
    try:
        return real, [SourceFile(f"{prefix}/{file.path}", file.data, file.executable) for file in read_folder(real.parent)]
    except GradeError as error:
        document.problem(place, str(error), "")
        return real, []
