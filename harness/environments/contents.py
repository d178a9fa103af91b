"""What goes into each role's environment, and the hash of it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import harness
from harness.environments.spec import EnvironmentSpec
from harness.sandbox import Role

EXAMINER_PACKAGES = ("pytest>=8.2", "hypothesis>=6.100", "httpx>=0.27")

# Places inside a sandbox, the same for every back-end that mounts them.
ENVIRONMENT_AT = "/opt/grade/env"
HARNESS_AT = "/opt/grade/lib"
PATH_FILE = "grade-harness.pth"
"""In the examiner's site-packages: puts HARNESS_AT on sys.path, also under `python -I`, which reads no PYTHONPATH."""


def requirements(spec: EnvironmentSpec, role: Role) -> tuple[str, ...]:
    if role == "examiner":
        return (*spec.packages, *EXAMINER_PACKAGES, *spec.examiner_packages)
    return spec.packages


def digest(*parts: object) -> str:
    """SHA-256 of plain data, in hex."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def harness_files() -> Iterator[tuple[str, bytes]]:
    """The part of the harness that runs inside an examiner: path under HARNESS_AT, content."""
    root = Path(harness.__file__).parent
    yield "harness/__init__.py", (root / "__init__.py").read_bytes()
    for package in ("inside", "testing"):
        for path in _sources(root / package):
            yield f"harness/{path.relative_to(root).as_posix()}", path.read_bytes()


def harness_digest() -> str:
    return digest([(name, hashlib.sha256(content).hexdigest()) for name, content in harness_files()])


def _sources(folder: Path) -> Iterable[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.relative_to(folder).parts
    )
