"""Environments for a Docker engine: one image a role, found again by the hash of all that was asked for.

base -> subject (the challenge's packages) -> examiner-packages -> examiner (the harness's own files: the cheap last
layer, the only one that a change of the harness makes anew)
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from harness.environments import base, cache, engine, packages
from harness.environments.contents import (
    HARNESS_AT,
    PATH_FILE,
    digest,
    harness_digest,
    harness_files,
    requirements,
)
from harness.environments.spec import EnvironmentSpec
from harness.sandbox import Environment, Progress, Role

_PINS = "grade.pins"


def prepare(spec: EnvironmentSpec, progress: Progress, roles: Sequence[Role]) -> Environment:
    """Takes a few requests to the engine where all of it is there already."""
    with engine.connect() as client:
        ground = base.provide(client, spec, progress)
        subject = _packages(client, ground, ground.name, spec, "subject", progress)
        names: dict[Role, str] = {}
        for role in roles:
            if role == "subject":
                names[role] = subject
            elif role == "examiner":
                names[role] = _harness(
                    client, ground, _packages(client, ground, subject, spec, role, progress), progress
                )
            else:
                names[role] = _packages(client, ground, subject, spec, role, progress)
        pins = {role: (engine.labels(client, name) or {}).get(_PINS) for role, name in names.items()}
        return Environment(
            sha256=digest("image", ground.id, pins, harness_digest()),
            python=dict.fromkeys(roles, ground.python),
            image={role: engine.image_id(client, name) for role, name in names.items()},
            notes=(f"Python {ground.full} on {_origin(ground, spec)}",),
        )


def _packages(
    client: engine.Client,
    ground: base.Base,
    below: str,
    spec: EnvironmentSpec,
    role: Role,
    progress: Progress,
) -> str:
    """The image `below` with the role's packages, but for those that are in it."""
    wanted = requirements(spec, role)
    kind = "subject" if role == "subject" else f"{role}-packages"
    key = digest(kind, engine.image_id(client, below), wanted)
    name = engine.tag(kind, key)
    if engine.labels(client, name) is not None:
        return name
    with cache.lock(f"image-{key[:24]}", progress), tempfile.TemporaryDirectory(prefix="grade-") as work:
        if engine.labels(client, name) is not None:
            return name
        progress(f"making the {role}'s image (once for this challenge)")
        there = tuple(json.loads((engine.labels(client, below) or {}).get(_PINS, "[]")))
        pins = packages.resolve(wanted, there, ground.version, ground.platform)
        site, scripts = Path(work, "site"), Path(work, "scripts")
        packages.unpack([pin for pin in pins if pin not in there], ground.version, ground.platform, site)
        packages.move_scripts(site / "bin", scripts, ground.python)
        context = engine.Context()
        lines = [f"FROM {below}", "USER 0", "ENTRYPOINT []", "HEALTHCHECK NONE"]
        for folder, place in ((site, ground.site), (scripts, ground.scripts)):
            if folder.is_dir():
                context.add_path(folder, folder.name)
                lines.append(f"COPY {folder.name} {place}/")
        if site.is_dir():
            lines.append(_compile(ground, ground.site))
        context.add("Dockerfile", "\n".join(lines).encode())
        labels = {engine.LABEL: kind, engine.KEY: key, _PINS: json.dumps(pins)}
        engine.build(client, context, name, labels=labels)
    return name


def _harness(client: engine.Client, ground: base.Base, below: str, progress: Progress) -> str:
    """The image `below` with the harness's own packages, importable under their names."""
    key = digest("examiner", engine.image_id(client, below), harness_digest())
    name = engine.tag("examiner", key)
    if engine.labels(client, name) is not None:
        return name
    with cache.lock(f"image-{key[:24]}", progress):
        context = engine.Context()
        for path, content in harness_files():
            context.add(f"lib{HARNESS_AT}/{path}", content)
        context.add(f"lib{ground.site}/{PATH_FILE}", f"{HARNESS_AT}\n".encode())
        lines = [f"FROM {below}", "COPY lib /", _compile(ground, HARNESS_AT)]
        context.add("Dockerfile", "\n".join(lines).encode())
        engine.build(client, context, name, labels={engine.LABEL: "examiner", engine.KEY: key})
    return name


def _compile(ground: base.Base, folder: str) -> str:
    run = [ground.python, "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", folder]
    return f"RUN {base.tolerant(run)}"


def _origin(ground: base.Base, spec: EnvironmentSpec) -> str:
    return spec.dockerfile.name if spec.dockerfile else ground.name
