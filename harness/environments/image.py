"""Environments for a Docker engine: one image a role, found again by the hash of all that was asked for.

base <- subject (the challenge's packages) <- examiner-packages <- examiner (the harness's own files: the cheap
last layer, the only one that a change of the harness makes anew); base <- reader (the analysers)
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docker.errors import APIError

from harness.environments import base, cache, engine, packages
from harness.environments.contents import HARNESS_AT, PATH_FILE, HarnessFiles, Kept, digest, harness_files, requirements
from harness.environments.spec import EnvironmentSpec
from harness.errors import GradeError
from harness.sandbox import Environment, Progress, Role

ROLES: tuple[Role, ...] = ("subject", "examiner", "reader")


def prepare(spec: EnvironmentSpec, progress: Progress, roles: Sequence[Role]) -> Environment:
    """Takes a few requests to the engine where all of it is there already."""
    with engine.connect() as client:
        ground = base.provide(client, spec, progress)
        own = harness_files()
        names = {role: _provide(client, ground, spec, role, own, progress) for role in roles}
        pins = {role: _pins(client, name) for role, name in names.items()}
        return Environment(
            sha256=digest("image", ground.id, pins, own.sha256),
            python=dict.fromkeys(roles, ground.python),
            image={role: engine.image_id(client, name) for role, name in names.items()},
            notes=(f"Python {ground.full} on {ground.origin}",),
        )


def _provide(
    client: engine.Client, ground: base.Base, spec: EnvironmentSpec, role: Role, own: HarnessFiles, progress: Progress
) -> str:
    below = ground.name
    for step in _steps(spec, role, own):
        name = step.name(client, below)
        if engine.find(client, name) is None:
            with cache.lock(name.replace("/", "-"), progress):
                if engine.find(client, name) is None:
                    step.build(client, ground, below, name, progress)
        below = name
    return below


def kept() -> Iterator[Kept]:
    """All images of ours, oldest first."""
    with engine.connect() as client:
        entries = sorted(client.api.images(filters={"label": engine.LABEL}), key=lambda entry: int(entry["Created"]))
    sizes = {name: int(entry["Size"]) for entry in entries for name in _names(entry)}
    for entry in entries:
        labels = entry["Labels"]
        made = datetime.fromtimestamp(entry["Created"]).astimezone()
        size = int(entry["Size"]) - sizes.get(labels.get(engine.BELOW, ""), 0)
        yield from (Kept("docker", labels[engine.LABEL], name, size, made) for name in _names(entry))


def _names(entry: dict[str, Any]) -> list[str]:
    """An image's names as we gave them: Podman puts its default registry before them."""
    names = [name.removeprefix("docker.io/").removeprefix("localhost/") for name in entry.get("RepoTags") or ()]
    return [name for name in names if name.startswith("grade/")]


def used(spec: EnvironmentSpec) -> set[str]:
    """The names of the images that this challenge has, as far as they are there. Builds nothing."""
    own = harness_files()
    with engine.connect() as client:
        grounds = list(base.there(client, spec))
        found = set(grounds)
        for role in ROLES if grounds else ():
            below = grounds[-1]
            for step in _steps(spec, role, own):
                below = step.name(client, below)
                if engine.find(client, below) is None:
                    break
                found.add(below)
    return found


def remove(name: str) -> None:
    """Raises GradeError where a container uses it."""
    with engine.connect() as client:
        try:
            client.api.remove_image(name)
        except APIError as error:
            if error.status_code == 409:
                raise GradeError(f"{name} is in use: {error.explanation}") from None
            raise


# The steps from the base image to a role's


class _Packages:
    """The role's packages, but for those that are there already."""

    def __init__(self, spec: EnvironmentSpec, role: Role) -> None:
        self.role = role
        self.wanted = requirements(spec, role)
        self.kind = "examiner-packages" if role == "examiner" else role

    def name(self, client: engine.Client, below: str) -> str:
        return engine.tag(self.kind, digest(self.kind, engine.image_id(client, below), self.wanted))

    def build(self, client: engine.Client, ground: base.Base, below: str, name: str, progress: Progress) -> None:
        progress(f"making the {self.role}'s image (once for this challenge)")
        present = _pins(client, below)
        pins = packages.resolve(self.wanted, present, ground.version, ground.platform)
        lines = [f"FROM {below}", "USER 0", "ENTRYPOINT []", "HEALTHCHECK NONE"]
        context = engine.Context()
        with tempfile.TemporaryDirectory(prefix="grade-") as work:
            site, scripts = Path(work, "site"), Path(work, "scripts")
            new = [pin for pin in pins if pin not in present]
            packages.unpack(new, ground.version, ground.platform, site)
            packages.move_scripts(site / "bin", scripts, ground.python)
            for folder, place in ((site, ground.site), (scripts, ground.scripts)):
                if folder.is_dir():
                    context.add_path(folder, folder.name)
                    lines.append(f"COPY {folder.name} {place}/")
            if site.is_dir():
                lines.append(f"RUN {base.compile_all(ground.python, ground.site)}")
        context.add("Dockerfile", "\n".join(lines).encode())
        labels = {engine.LABEL: self.kind, engine.BELOW: below, engine.PINS: json.dumps(sorted({*present, *pins}))}
        engine.build(client, context, name, labels)


class _Harness:
    """The harness's own packages, importable under their names."""

    kind = "examiner"

    def __init__(self, own: HarnessFiles) -> None:
        self.own = own

    def name(self, client: engine.Client, below: str) -> str:
        return engine.tag(self.kind, digest(self.kind, engine.image_id(client, below), self.own.sha256))

    def build(self, client: engine.Client, ground: base.Base, below: str, name: str, progress: Progress) -> None:
        context = engine.Context()
        for path, content in self.own.files.items():
            context.add(f"lib{HARNESS_AT}/{path}", content)
        context.add(f"lib{ground.site}/{PATH_FILE}", f"{HARNESS_AT}\n".encode())
        lines = [f"FROM {below}", "COPY lib /", f"RUN {base.compile_all(ground.python, HARNESS_AT)}"]
        context.add("Dockerfile", "\n".join(lines).encode())
        engine.build(client, context, name, {engine.LABEL: self.kind, engine.BELOW: below})


def _steps(spec: EnvironmentSpec, role: Role, own: HarnessFiles) -> Sequence[_Packages | _Harness]:
    if role == "examiner":
        return (_Packages(spec, "subject"), _Packages(spec, "examiner"), _Harness(own))
    return (_Packages(spec, role),)


def _pins(client: engine.Client, name: str) -> tuple[str, ...]:
    """What is known to be installed in an image of ours; its labels come down from the image below it."""
    return tuple(json.loads((engine.find(client, name) or {}).get(engine.PINS, "[]")))
