"""Environments for bubblewrap: one virtual environment a role, kept on the host and mounted read-only.

The harness's own packages are a mount of their own, on the examiner's sys.path by a .pth file in its environment: a
change of theirs makes no environment anew.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import uv

from harness.environments import cache, packages, python
from harness.environments.contents import (
    ENVIRONMENT_AT,
    HARNESS_AT,
    PATH_FILE,
    HarnessFiles,
    Kept,
    digest,
    harness_files,
    requirements,
)
from harness.environments.python import Interpreter
from harness.environments.spec import EnvironmentSpec
from harness.errors import GradeError, HarnessError
from harness.sandbox import Environment, Progress, Role

ROLES: tuple[Role, ...] = ("subject", "examiner", "reader")
_PINS = "grade-pins.json"


def prepare(spec: EnvironmentSpec, progress: Progress, roles: Sequence[Role], store: Path | None = None) -> Environment:
    """Takes milliseconds where all of it is there already."""
    if spec.dockerfile is not None:
        raise GradeError(
            f"this challenge's environment is a Dockerfile ({spec.dockerfile}), which bubblewrap can't use: "
            "use --sandbox docker on a machine with a Docker engine"
        )
    store = store or cache.folder()
    interpreter = python.find(spec.python_version, spec.or_later, progress, store)
    own = harness_files()
    mounts: dict[Role, dict[str, str]] = {}
    pins: dict[Role, tuple[str, ...]] = {}
    for role in roles:
        place = _provide(store, interpreter, spec, role, progress)
        pins[role] = _pins(place)
        mounts[role] = {str(place): ENVIRONMENT_AT, **interpreter.mounts}
        if role == "examiner":
            mounts[role][str(_provide_harness(store, interpreter, own, progress))] = HARNESS_AT
    return Environment(
        sha256=digest("venv", interpreter.full, pins, own.sha256),
        python=dict.fromkeys(roles, f"{ENVIRONMENT_AT}/bin/python"),
        mounts=mounts,
        notes=(_note(spec, interpreter),),
    )


def kept(store: Path | None = None) -> Iterator[Kept]:
    """All that is in the cache, oldest first."""
    store = store or cache.folder()
    places = [place for kind in cache.KINDS for place in (store / kind).glob("*") if place.is_dir() and not place.is_symlink()]
    for place in sorted(places, key=lambda place: place.stat().st_mtime):
        kind = "unfinished" if place.name.startswith(".") else place.parent.name
        size = sum(path.lstat().st_blocks * 512 for path in place.rglob("*"))
        yield Kept("bubblewrap", kind, str(place), size, datetime.fromtimestamp(place.stat().st_mtime).astimezone())


def used(spec: EnvironmentSpec, store: Path | None = None) -> set[str]:
    """The places in the cache that this challenge has, as far as they are there. Builds nothing."""
    store = store or cache.folder()
    if spec.dockerfile is not None or not python.there(spec.python_version, spec.or_later, store):
        return set()
    interpreter = python.find(spec.python_version, spec.or_later, lambda line: None, store)
    places = [interpreter.source, *(_place(store, interpreter, spec, role) for role in ROLES)]
    places.append(_harness_place(store, interpreter, harness_files()))
    return {str(place) for place in places if place and place.is_dir()}


def remove(name: str) -> None:
    """A running sandbox that has it mounted fails."""
    shutil.rmtree(name)


def _note(spec: EnvironmentSpec, interpreter: Interpreter) -> str:
    note = f"Python {interpreter.full.split()[0]} of this host"
    if interpreter.version != spec.python_version:
        note += f", which has no {spec.python_version}; the challenge allows a later one"
    return note


# One role's environment


def _place(store: Path, interpreter: Interpreter, spec: EnvironmentSpec, role: Role) -> Path:
    """Named by what was asked for; what came of it stands in its list of pins."""
    # The subject's packages decide the versions of the examiner's.
    asked = (role, requirements(spec, role), requirements(spec, "subject") if role == "examiner" else ())
    return store / "environments" / digest(str(interpreter.executable), interpreter.full, *asked)[:24]


def _provide(store: Path, interpreter: Interpreter, spec: EnvironmentSpec, role: Role, progress: Progress) -> Path:
    fixed: tuple[str, ...] = ()
    if role == "examiner":
        fixed = _pins(_provide(store, interpreter, spec, "subject", progress))

    def build(into: Path) -> None:
        progress(f"making the {role}'s environment (once for this challenge)")
        _build(into, interpreter, requirements(spec, role), fixed)
        if role == "examiner":
            (_site_packages(into, interpreter) / PATH_FILE).write_text(f"{HARNESS_AT}\n")
        cache.open_to_all(into)

    return cache.provide(_place(store, interpreter, spec, role), build, progress)


def _build(into: Path, interpreter: Interpreter, wanted: Sequence[str], fixed: Sequence[str]) -> None:
    command = [uv.find_uv_bin(), "venv", "--python", str(interpreter.on_host), "--no-project", "--no-config", "-q"]
    done = subprocess.run([*command, "--allow-existing", str(into)], capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise HarnessError(f"uv can't make a virtual environment: {done.stderr.strip()}")
    _point_at(into, interpreter)
    pins = packages.resolve(wanted, fixed, interpreter.version, interpreter.platform)
    site = _site_packages(into, interpreter)
    packages.unpack(pins, interpreter.version, interpreter.platform, site)
    packages.move_scripts(site / "bin", into / "bin", f"{ENVIRONMENT_AT}/bin/python")
    python.compile_all(interpreter.on_host, site, f"{ENVIRONMENT_AT}/{site.relative_to(into)}")
    (into / _PINS).write_text(json.dumps(pins))


def _point_at(into: Path, interpreter: Interpreter) -> None:
    """Let the environment name its interpreter by the path that it has inside; drop what is for people and for uv."""
    settings = (into / "pyvenv.cfg").read_text().splitlines()
    settings = [line for line in settings if not line.startswith("home")]
    (into / "pyvenv.cfg").write_text("\n".join([f"home = {interpreter.executable.parent}", *settings, ""]))
    for unused in (*(into / "bin").iterdir(), *into.glob(".*"), into / "CACHEDIR.TAG"):
        unused.unlink(missing_ok=True)
    (into / "bin" / "python").symlink_to(interpreter.executable)
    for name in ("python3", f"python{interpreter.version}"):
        (into / "bin" / name).symlink_to("python")


def _site_packages(environment: Path, interpreter: Interpreter) -> Path:
    return environment / "lib" / f"python{interpreter.version}" / "site-packages"


def _pins(environment: Path) -> tuple[str, ...]:
    return tuple(json.loads((environment / _PINS).read_text()))


# The harness's own packages


def _harness_place(store: Path, interpreter: Interpreter, own: HarnessFiles) -> Path:
    return store / "harness" / digest(interpreter.full, own.sha256)[:24]


def _provide_harness(store: Path, interpreter: Interpreter, own: HarnessFiles, progress: Progress) -> Path:
    def build(into: Path) -> None:
        for name, content in own.files.items():
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        python.compile_all(interpreter.on_host, into, HARNESS_AT)
        cache.open_to_all(into)

    return cache.provide(_harness_place(store, interpreter, own), build, progress)
