"""Environments for bubblewrap: one virtual environment a role, kept on the host and mounted read-only.

The harness's own packages are a mount of their own, on the examiner's sys.path by a .pth file in its environment: a
change of theirs makes no environment anew.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import uv

from harness.environments import cache, packages, python
from harness.environments.contents import (
    ENVIRONMENT_AT,
    HARNESS_AT,
    PATH_FILE,
    digest,
    harness_digest,
    harness_files,
    requirements,
)
from harness.environments.spec import EnvironmentSpec
from harness.errors import GradeError, HarnessError
from harness.sandbox import Environment, Progress, Role

_PINS = "grade-pins.json"


def prepare(
    spec: EnvironmentSpec, progress: Progress, roles: Sequence[Role], store: Path | None = None
) -> Environment:
    """Takes milliseconds where all of it is there already."""
    if spec.dockerfile is not None:
        raise GradeError(
            f"this challenge's environment is a Dockerfile ({spec.dockerfile}), which bubblewrap can't use: "
            "use --sandbox docker on a machine with a Docker engine"
        )
    store = store or cache.folder()
    interpreter = python.find(spec.python, progress, store)
    subject = _provide(store, interpreter, spec, "subject", progress)
    mounts: dict[Role, dict[str, str]] = {}
    pins = {}
    for role in roles:
        place = subject if role == "subject" else _provide(store, interpreter, spec, role, progress)
        pins[role] = _pins(place)
        mounts[role] = {str(place): ENVIRONMENT_AT, **interpreter.mounts}
        if role == "examiner":
            mounts[role][str(_provide_harness(store, interpreter, progress))] = HARNESS_AT
    return Environment(
        sha256=digest("venv", interpreter.version, pins, harness_digest()),
        python=dict.fromkeys(roles, f"{ENVIRONMENT_AT}/bin/python"),
        mounts=mounts,
        notes=(f"Python {interpreter.version.split()[0]} of the host",),
    )


def key(interpreter: python.Interpreter, spec: EnvironmentSpec, role: Role) -> str:
    """Names a role's environment by what was asked for; what came of it is in its list of pins."""
    return digest(role, str(interpreter.executable), interpreter.version, requirements(spec, role))[:24]


def _provide(
    store: Path, interpreter: python.Interpreter, spec: EnvironmentSpec, role: Role, progress: Progress
) -> Path:
    place = store / "environments" / key(interpreter, spec, role)
    pinned = () if role == "subject" else _pins(store / "environments" / key(interpreter, spec, "subject"))

    def build(into: Path) -> None:
        progress(f"making the {role}'s environment (once for this challenge)")
        _build(into, interpreter, requirements(spec, role), pinned, spec.python)
        if role == "examiner":
            (_site_packages(into, spec.python) / PATH_FILE).write_text(f"{HARNESS_AT}\n")

    return cache.provide(place, build, progress)


def _build(
    into: Path, interpreter: python.Interpreter, wanted: Sequence[str], pinned: Sequence[str], version: str
) -> None:
    real = (interpreter.source or interpreter.prefix) / interpreter.executable.relative_to(interpreter.prefix)
    command = [
        uv.find_uv_bin(),
        "venv",
        "--python",
        str(real),
        "--no-project",
        "--no-config",
        "-q",
        "--allow-existing",
    ]
    done = subprocess.run([*command, str(into)], capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise HarnessError(f"uv can't make a virtual environment: {done.stderr.strip()}")
    _point_at(into, interpreter)
    pins = packages.resolve(wanted, pinned, version, interpreter.platform)
    site = _site_packages(into, version)
    packages.unpack(pins, version, interpreter.platform, site)
    packages.move_scripts(site / "bin", into / "bin", f"{ENVIRONMENT_AT}/bin/python")
    python.compile_all(real, site)
    (into / _PINS).write_text(json.dumps(pins))
    for path in into.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _point_at(into: Path, interpreter: python.Interpreter) -> None:
    """Let the environment name its interpreter by the path that it has inside."""
    for name in ("python", "python3"):
        link = into / "bin" / name
        link.unlink(missing_ok=True)
        link.symlink_to(interpreter.executable)
    settings = into / "pyvenv.cfg"
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("home")]
    settings.write_text("\n".join([f"home = {interpreter.executable.parent}", *lines, ""]))
    for unused in (".lock", ".gitignore", "CACHEDIR.TAG"):
        (into / unused).unlink(missing_ok=True)


def _provide_harness(store: Path, interpreter: python.Interpreter, progress: Progress) -> Path:
    def build(into: Path) -> None:
        for name, content in harness_files():
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        real = (interpreter.source or interpreter.prefix) / interpreter.executable.relative_to(
            interpreter.prefix
        )
        python.compile_all(real, into)
        for path in into.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)

    return cache.provide(
        store / "harness" / digest(interpreter.version, harness_digest())[:24], build, progress
    )


def _site_packages(environment: Path, version: str) -> Path:
    return environment / "lib" / f"python{version}" / "site-packages"


def _pins(environment: Path) -> tuple[str, ...]:
    return tuple(json.loads((environment / _PINS).read_text()))
