"""What a challenge asks of its environment. The challenge loader fills it; this folder's builders read it."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

OLDEST_PYTHON = (3, 9)
"""The agent and the harness's own packages inside a sandbox need this one or a later one."""


def _python_version(value: object) -> object:
    if isinstance(value, int | float):  # YAML reads an unquoted 3.10 as the number 3.1
        raise ValueError(f'put the version in quotes, such as python: "3.11" (found the number {value})')
    if isinstance(value, str):
        if not re.fullmatch(r"3\.\d{1,2}\+?", value):
            raise ValueError(f'"{value}" is not a version such as "3.11", or "3.11+" where a later one does as well')
        if int(value.strip("+").split(".")[1]) < OLDEST_PYTHON[1]:
            raise ValueError(f'"{value}" is too old: Python 3.9 or later is needed')
    return value


_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*"
    r"(?:\[[A-Za-z0-9._,\s-]+\]\s*)?"
    r"(?:(?:===|==|~=|!=|<=|>=|<|>)[^;@]*)?"
    r"(?:;.*)?"
)


def _requirement(value: str) -> str:
    # An option ("--index-url ..."), a path or an address would reach the installer's command line otherwise.
    if not _REQUIREMENT.fullmatch(value.strip()):
        raise ValueError(f'"{value}" is not a package such as "numpy" or "numpy>=2,<3"')
    return value.strip()


PythonVersion = Annotated[str, BeforeValidator(_python_version)]
Requirement = Annotated[str, AfterValidator(_requirement)]


class EnvironmentSpec(BaseModel):
    """`environment` and `examiner` of challenge.yaml.

    python is the version, such as "3.11"; "3.11+" takes it where it is to be had, else a later one that is there.
    packages are installed for both roles, examiner_packages for the examiner alone, on top of pytest, hypothesis
    and httpx. preload changes nothing here: the agent loads those modules before it forks.
    dockerfile is absolute. It may use the files of its own folder, where that is not the challenge's `folder` itself:
    hidden tests must never get into an image that the subject sees.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    python: PythonVersion = "3.11"
    packages: tuple[Requirement, ...] = ()
    preload: tuple[str, ...] = ()
    dockerfile: Path | None = None
    folder: Path | None = None
    examiner_packages: tuple[Requirement, ...] = ()

    @property
    def python_version(self) -> str:
        """ "3.11", whether a later one does as well or not."""
        return self.python.removesuffix("+")

    @property
    def or_later(self) -> bool:
        return self.python.endswith("+")
