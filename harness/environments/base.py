"""The image that an environment stands on: its own Dockerfile's, a registry's, or one of Debian's packages."""

import json
import os
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import docker
import requests
from docker.errors import APIError
from docker.utils.build import exclude_paths

from harness.environments import cache, engine, python
from harness.environments.contents import digest
from harness.environments.spec import OLDEST_PYTHON, EnvironmentSpec
from harness.errors import GradeError, HarnessError
from harness.sandbox import Progress

FIRST_ANSWER_S = 15
"""How long a registry may take until it begins to answer."""

SUITES = {"3.11": "bookworm", "3.13": "trixie"}
"""Debian's releases by the Python that they bring."""

_ABOUT = "grade.about"
_ASK = """
import json, os, sys, sysconfig
try: libc = os.confstr("CS_GNU_LIBC_VERSION") or ""
except (ValueError, OSError): libc = "musl"
place = lambda name: os.path.realpath(sysconfig.get_path(name))
print(json.dumps({"python": sys.executable, "version": "%d.%d" % sys.version_info[:2],
    "full": sys.version.split()[0], "libc": libc, "machine": os.uname().machine,
    "stdlib": place("stdlib"), "site": place("purelib"), "scripts": place("scripts")}))
"""


@dataclass(frozen=True)
class Base:
    """An image with a compiled Python, and what that Python says of itself."""

    name: str
    id: str
    python: str
    version: str
    full: str
    libc: str
    machine: str
    stdlib: str
    site: str
    scripts: str

    @property
    def platform(self) -> str:
        return python.platform(self.machine, self.libc)


def provide(client: engine.Client, spec: EnvironmentSpec, progress: Progress) -> Base:
    build = _plain if spec.dockerfile is None else _own
    return _compiled(client, build(client, spec, progress), spec, progress)


def _compiled(client: engine.Client, raw: str, spec: EnvironmentSpec, progress: Progress) -> Base:
    """`raw` with a byte-compiled standard library: official images have none, and a sandbox can't write it down."""
    key = digest("compiled", engine.image_id(client, raw))
    name = engine.tag("base", key)
    labels = engine.labels(client, name)
    if labels is None or _ABOUT not in labels:
        with cache.lock(f"image-{key[:24]}", progress):
            about = _ask(client, raw, spec)
            context = engine.Context()
            run = [about["python"], "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
            run += ["-x", r"/(test|tests|idlelib|lib2to3|turtledemo)/", about["stdlib"]]
            context.add("Dockerfile", f"FROM {raw}\nUSER 0\nRUN {tolerant(run)}\n".encode())
            labels = {engine.LABEL: "base", engine.KEY: key, _ABOUT: json.dumps(about)}
            engine.build(client, context, name, labels=labels)
    return Base(name=name, id=engine.image_id(client, name), **json.loads(labels[_ABOUT]))


def _ask(client: engine.Client, image: str, spec: EnvironmentSpec) -> dict[str, str]:
    for command in ("python3", "python"):
        try:
            about: dict[str, str] = json.loads(engine.run_once(client, image, [command, "-I", "-c", _ASK]))
        except (engine.CommandFailed, ValueError):
            continue
        if tuple(map(int, about["version"].split("."))) < OLDEST_PYTHON:
            raise GradeError(
                f"the image of {spec.dockerfile or image} has Python {about['full']}: 3.9 or later is needed"
            )
        return about
    raise GradeError(
        f"the image of {spec.dockerfile or image} has no working python3 on its PATH. The harness's agent needs "
        "Python 3.9 or later there: install it in the Dockerfile (such as the package python3)."
    )


def tolerant(argv: list[str]) -> str:
    """For RUN. compileall fails on one file of another Python's syntax in somebody's package: that is no failure."""
    return json.dumps(["/bin/sh", "-c", f"{shlex.join(argv)} >/dev/null || true"])


# A challenge's own Dockerfile


def _own(client: engine.Client, spec: EnvironmentSpec, progress: Progress) -> str:
    assert spec.dockerfile is not None
    files = _context_files(spec)
    text = spec.dockerfile.read_text(encoding="utf-8")
    base = _plain(client, spec, progress) if "GRADE_BASE" in text else ""
    key = digest("own", {name: digest(path.read_bytes().hex()) for name, path in files.items()}, base)
    name = engine.tag("own", key)
    if engine.labels(client, name) is not None:
        return name
    with cache.lock(f"image-{key[:24]}", progress):
        if engine.labels(client, name) is not None:
            return name
        progress(f"building the image of {spec.dockerfile}")
        context = engine.Context()
        for relative, path in files.items():
            context.add_path(path, relative)
        arguments = {**engine.proxies(), **({"GRADE_BASE": base} if base else {})}
        labels = {engine.LABEL: "own", engine.KEY: key}
        try:
            engine.build(
                client, context, name, network=True, labels=labels, buildargs=arguments, said=progress
            )
        except engine.BuildFailed as failed:
            raise engine.challenge_fault(f"{spec.dockerfile} can't be built", failed) from None
    return name


def _context_files(spec: EnvironmentSpec) -> dict[str, Path]:
    """What the Dockerfile may COPY, by name: never the challenge's own folder, where the hidden tests are."""
    assert spec.dockerfile is not None
    if not spec.dockerfile.is_file():
        raise GradeError(f"{spec.dockerfile}: no such file (`environment.dockerfile` of challenge.yaml)")
    folder = spec.dockerfile.parent.resolve()
    files = {"Dockerfile": spec.dockerfile}
    challenge = spec.folder.resolve() if spec.folder else folder
    if folder == challenge or challenge not in folder.parents:
        return files
    if "tests" in folder.relative_to(challenge).parts:
        raise GradeError(f"{spec.dockerfile}: put it into a folder of its own, away from the tests")
    ignore = folder / ".dockerignore"
    patterns = ignore.read_text(encoding="utf-8").splitlines() if ignore.is_file() else []
    patterns = [line.strip() for line in patterns if line.strip() and not line.startswith("#")]
    for relative in sorted(exclude_paths(str(folder), patterns, spec.dockerfile.name)):
        path = folder / relative
        if path.is_file() and not path.is_symlink():
            files[relative] = path
    files["Dockerfile"] = spec.dockerfile
    return files


# A plain Python


def _plain(client: engine.Client, spec: EnvironmentSpec, progress: Progress) -> str:
    """An image with the Python that is asked for: one that is there, the registry's, or one of Debian's packages."""
    version = spec.python
    prefix = os.environ.get("GRADE_REGISTRY", "").rstrip("/")
    official = f"{prefix}/python:{version}-slim-bookworm" if prefix else f"python:{version}-slim-bookworm"
    if engine.labels(client, official) is not None:
        return official
    ours = engine.tag("debian", digest("debian", version, _DEBIAN, _HOOK))
    if not prefix and engine.labels(client, ours) is not None:
        return ours
    progress(f"asking the registry for {official}")
    try:
        _pull(client, official, progress)
    except RegistryError as error:
        if prefix:
            raise HarnessError(f"GRADE_REGISTRY names a registry that has no {official}: {error}") from None
        progress(f"no registry answers ({error}); making a base image from Debian packages instead")
        _debian(client, version, ours, progress)
        return ours
    return official


class RegistryError(Exception):
    """An image can't be had from its registry."""


def _pull(client: engine.Client, name: str, progress: Progress) -> None:
    repository, _, version = name.rpartition(":")
    patient = docker.DockerClient.from_env(timeout=FIRST_ANSWER_S)
    try:
        last = ""
        for event in patient.api.pull(repository, tag=version, stream=True, decode=True):
            if "error" in event:
                raise RegistryError(str(event["error"]))
            status = str(event.get("status", ""))
            if status != last and status.startswith(("Pulling from", "Downloading", "Extracting")):
                progress(f"{name}: {status.lower()}")
            last = status
    except (APIError, requests.exceptions.RequestException) as error:
        raise RegistryError(str(getattr(error, "explanation", None) or error)) from None
    finally:
        patient.close()


_DEBIAN = ("python3", "python3-venv", "python3-pip", "ca-certificates")
_HOOK = """
set -eu
rm -f "$1"/etc/resolv.conf "$1"/etc/hostname "$1"/etc/apt/apt.conf.d/99mmdebstrap
rm -f "$1"/usr/lib/python3*/EXTERNALLY-MANAGED
rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/var/log/* "$1"/usr/share/doc/* "$1"/usr/share/man/*
ln -s python3 "$1"/usr/bin/python
"""


def _debian(client: engine.Client, version: str, name: str, progress: Progress) -> None:
    suite = SUITES.get(version)
    tool = shutil.which("mmdebstrap")
    if suite is None:
        raise HarnessError(
            f"the challenge wants Python {version}, no registry answers, and Debian's packages bring only "
            f"{' and '.join(SUITES)}. Pull python:{version}-slim-bookworm where there is a network, or let "
            "GRADE_REGISTRY name a registry that has it."
        )
    if tool is None:
        raise HarnessError(
            f"no registry answers with python:{version}-slim-bookworm, and mmdebstrap isn't there to make a base "
            "image from Debian packages: install it (apt-get install mmdebstrap), or let GRADE_REGISTRY name a "
            "registry that answers."
        )
    with cache.lock(f"debian-{version}", progress), tempfile.TemporaryDirectory(prefix="grade-") as work:
        if engine.labels(client, name) is not None:
            return
        progress(f"making a base image of Debian {suite} (a minute or two, once)")
        hook, root = Path(work, "hook"), Path(work, "root.tar")
        hook.write_text(f"#!/bin/sh{_HOOK}")
        hook.chmod(0o755)
        command = [tool, "--quiet", "--variant=minbase", f"--include={','.join(_DEBIAN)}"]
        command += [f'--customize-hook={hook} "$1"', suite, str(root)]
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL
        )
        if done.returncode:
            last = "\n".join(done.stderr.strip().splitlines()[-5:])
            raise HarnessError(f"mmdebstrap can't make a base image of Debian {suite}: {last}")
        _load(client, root, name)


def _load(client: engine.Client, root: Path, name: str) -> None:
    """By a build rather than an import, for the labels."""
    context = engine.Context()
    context.add_path(root, "root.tar")
    context.add("Dockerfile", b'FROM scratch\nADD root.tar /\nCMD ["python3"]\n')
    engine.build(client, context, name, labels={engine.LABEL: "debian", engine.KEY: name.rpartition(":")[2]})
