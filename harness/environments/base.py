"""The image that an environment stands on: its own Dockerfile's, a registry's, or one of Debian's packages.

Whatever it is, its standard library gets byte-compiled once: official images come without, and no sandbox can write it.
"""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from harness.environments import cache, debian, dockerfile, engine, python, registry
from harness.environments.contents import digest
from harness.environments.spec import OLDEST_PYTHON, EnvironmentSpec
from harness.errors import GradeError
from harness.sandbox import Progress

_ABOUT = "grade.about"
_ASK = """
import importlib.metadata, json, os, re, sys, sysconfig
try: libc = os.confstr("CS_GNU_LIBC_VERSION") or ""
except (ValueError, OSError): libc = "musl"
place = lambda name: os.path.realpath(sysconfig.get_path(name))
plain = lambda name: re.sub(r"[-_.]+", "-", name or "").lower()
print(json.dumps({"python": sys.executable, "version": "%d.%d" % sys.version_info[:2],
    "full": sys.version.split()[0], "libc": libc, "machine": os.uname().machine,
    "stdlib": place("stdlib"), "site": place("purelib"), "scripts": place("scripts"),
    "installed": sorted(plain(d.metadata["Name"]) + "==" + d.version for d in importlib.metadata.distributions())}))
"""
_NOT_KEPT = ("pip==", "setuptools==", "wheel==")
"""Packages of the base that one of the challenge's may replace."""


@dataclass(frozen=True)
class Base:
    """An image, and what its Python says of itself. installed: as "name==version"."""

    name: str
    id: str
    origin: str
    python: str
    version: str
    full: str
    libc: str
    machine: str
    stdlib: str
    site: str
    scripts: str
    installed: tuple[str, ...]

    @property
    def platform(self) -> str:
        return python.platform(self.machine, self.libc)


def provide(client: engine.Client, spec: EnvironmentSpec, progress: Progress) -> Base:
    """The base for `spec`, built where it isn't there yet."""
    if spec.dockerfile is None:
        raw = origin = _plain(client, spec.python_version, progress)
    else:
        origin = f"the challenge's {spec.dockerfile.name}"
        raw = dockerfile.provide(client, spec, lambda: _plain(client, spec.python_version, progress), progress)
    name = _name(client, raw)
    labels = engine.find(client, name)
    if labels is None:
        with cache.lock(name.replace("/", "-"), progress):
            labels = engine.find(client, name) or _compile(client, raw, name, origin)
    about = json.loads(labels[_ABOUT])
    about["installed"] = tuple(json.loads(labels[engine.PINS]))
    return Base(name=name, id=engine.image_id(client, name), origin=origin, **about)


def there(client: engine.Client, spec: EnvironmentSpec) -> Iterator[str]:
    """The names of the images of ours up to the base for `spec`, as far as they are there. Builds nothing."""
    raw = _plain_there(client, spec.python_version)
    if raw:
        yield raw
    if spec.dockerfile is not None:
        raw = dockerfile.there(client, spec, raw)
        if raw:
            yield raw
    if raw and engine.find(client, _name(client, raw)) is not None:
        yield _name(client, raw)


def compile_all(executable: str, folder: str, leave_out: str = "^$") -> str:
    """For RUN. One file of another Python's syntax in somebody's package makes it fail: that is no failure."""
    command = [executable, "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    return json.dumps(["/bin/sh", "-c", f"{shlex.join([*command, '-x', leave_out, folder])} >/dev/null || true"])


def _name(client: engine.Client, raw: str) -> str:
    return engine.tag("base", digest("base", engine.image_id(client, raw)))


def _compile(client: engine.Client, raw: str, name: str, origin: str) -> dict[str, str]:
    about = _ask(client, raw, origin)
    run = compile_all(str(about["python"]), str(about["stdlib"]), "/(test|tests|idlelib|lib2to3|turtledemo)/")
    context = engine.Context()
    context.add("Dockerfile", f"FROM {raw}\nUSER 0\nRUN {run}\n".encode())
    installed = [pin for pin in about.pop("installed") if not pin.startswith(_NOT_KEPT)]
    labels = {
        engine.LABEL: "base",
        engine.BELOW: raw,
        engine.PINS: json.dumps(installed),
        _ABOUT: json.dumps(about),
    }
    engine.build(client, context, name, labels)
    return labels


def _ask(client: engine.Client, image: str, origin: str) -> dict[str, list[str]]:
    for command in ("python3", "python"):
        try:
            about: dict[str, list[str]] = json.loads(engine.run(client, image, [command, "-c", _ASK]))
        except (engine.CommandFailed, ValueError):
            continue
        if tuple(map(int, str(about["version"]).split("."))) < OLDEST_PYTHON:
            raise GradeError(f"the image of {origin} has Python {about['full']}: 3.9 or later is needed")
        return about
    raise GradeError(
        f"the image of {origin} has no working python3 on its PATH (tried as an ordinary user). The harness's agent "
        "needs Python 3.9 or later there: install it in the Dockerfile (such as the package python3)."
    )


def _plain(client: engine.Client, version: str, progress: Progress) -> str:
    """An image with nothing but Python: one that is there, else the registry's, else one of Debian's packages."""
    found = _plain_there(client, version)
    if found:
        return found
    official = registry.name(version)
    progress(f"asking the registry for {official}")
    try:
        registry.pull(client, official, progress)
        return official
    except registry.NoAnswer as error:
        if registry.chosen():
            raise registry.refused(official, error) from None
        progress(f"no registry answers ({error}): making a base image from Debian packages instead")
    return debian.provide(client, version, progress)


def _plain_there(client: engine.Client, version: str) -> str | None:
    names = [registry.name(version)] if registry.chosen() else [registry.name(version), debian.name(version)]
    return next((name for name in names if engine.find(client, name) is not None), None)
