"""What goes into each role's environment, and the hash of it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import harness
from harness.environments.spec import EnvironmentSpec
from harness.sandbox import Role

EXAMINER_PACKAGES = ("pytest>=8.2", "hypothesis>=6.100", "httpx>=0.27")
READER_PACKAGES = ("tree-sitter>=0.23", "tree-sitter-typescript>=0.23", "tree-sitter-javascript>=0.23", "tree-sitter-go>=0.23")

# Places inside a sandbox.
ENVIRONMENT_AT = "/opt/grade/env"
HARNESS_AT = "/opt/grade/lib"
PATH_FILE = "grade-harness.pth"
"""In the examiner's site-packages: puts HARNESS_AT on sys.path, under `python -I` too, which reads no PYTHONPATH."""


@dataclass(frozen=True)
class Kept:
    """Something that was built and is kept. name: how its back-end finds it. size: bytes that it alone takes."""

    backend: str
    kind: str
    name: str
    size: int
    made: datetime


def requirements(spec: EnvironmentSpec, role: Role) -> tuple[str, ...]:
    if role == "examiner":
        return (*spec.packages, *EXAMINER_PACKAGES, *spec.examiner_packages)
    return spec.packages if role == "subject" else READER_PACKAGES


def digest(*parts: object) -> str:
    """SHA-256 of plain data, in hex."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def file_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class HarnessFiles:
    """The part of the harness that runs inside an examiner: path below HARNESS_AT -> content."""

    files: dict[str, bytes]

    @property
    def sha256(self) -> str:
        return digest({name: file_digest(content) for name, content in self.files.items()})


def harness_files() -> HarnessFiles:
    """Read once, so that the hash is that of what is then copied, whoever edits the files meanwhile."""
    root = Path(harness.__file__).parent
    paths = [root / "__init__.py"]
    for package in ("inside", "testing"):
        paths += (path for path in (root / package).rglob("*") if path.is_file() and path.suffix != ".pyc")
    return HarnessFiles({f"harness/{path.relative_to(root).as_posix()}": path.read_bytes() for path in sorted(paths)})
