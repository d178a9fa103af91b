"""Which interpreter of this host a bubblewrap sandbox runs, and how it gets to see it."""

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uv

from harness.environments import cache
from harness.environments.contents import digest
from harness.errors import HarnessError
from harness.sandbox import Progress

SEEN_INSIDE = Path("/usr")
"""The one folder of the host with interpreters in it that every bubblewrap sandbox has anyway."""
PUBLIC = (Path("/usr/bin"), Path("/usr/local/bin"))
MOST_LATER = 8

_ASK = """
import json, os, sys
try: libc = os.confstr("CS_GNU_LIBC_VERSION") or ""
except (ValueError, OSError): libc = "musl"
print(json.dumps({"full": sys.version, "version": "%d.%d" % sys.version_info[:2], "prefix": sys.base_prefix,
    "machine": os.uname().machine, "libc": libc}))
"""


@dataclass(frozen=True)
class Interpreter:
    """executable, prefix: as paths inside. source: the host folder to mount at `prefix`, None below SEEN_INSIDE."""

    executable: Path
    prefix: Path
    source: Path | None
    version: str
    full: str
    platform: str

    @property
    def mounts(self) -> dict[str, str]:
        return {str(self.source): str(self.prefix)} if self.source else {}

    @property
    def on_host(self) -> Path:
        """The executable, as a path of the host."""
        return (self.source or self.prefix) / self.executable.relative_to(self.prefix)


def find(version: str, or_later: bool, progress: Progress, store: Path) -> Interpreter:
    """An interpreter of `version` ("3.11") that a sandbox's user can read: one below /usr if there is one.

    With or_later, the next version that is on this host will do, before one is downloaded.
    """
    found = _on_host(version, store)
    if found is None and or_later:
        found = next(filter(None, (_on_host(later, store) for later in _later(version))), None)
    return _readable(found or _from_uv(version, progress, store), progress, store)


def there(version: str, or_later: bool, store: Path) -> bool:
    """Whether `find` would find one without a download."""
    return any(_on_host(one, store) for one in (version, *(_later(version) if or_later else ())))


def _later(version: str) -> Iterator[str]:
    minor = int(version.removeprefix("3."))
    yield from (f"3.{later}" for later in range(minor + 1, minor + MOST_LATER))


def _on_host(version: str, store: Path) -> Path | None:
    public = next(filter(None, (_at(folder, version) for folder in PUBLIC)), None)
    return public or min(_elsewhere(version), key=_private, default=None) or _downloaded(version, store)


def _at(folder: Path, version: str) -> Path | None:
    """The real interpreter behind `folder`/pythonX.Y, which may be a shim (pyenv, asdf) or a virtual environment's link."""
    about = _ask(folder / f"python{version}")
    if about is None or about["version"] != version:
        return None
    real = Path(about["prefix"], "bin", f"python{version}").resolve()
    return real if real.is_file() else None


def _elsewhere(version: str) -> Iterator[Path]:
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in (*folders, f"{sys.base_prefix}/bin"):
        found = _at(Path(folder), version)
        if found is not None:
            yield found


@functools.cache
def _ask(executable: Path) -> dict[str, str] | None:
    try:
        done = subprocess.run([executable, "-I", "-S", "-c", _ASK], capture_output=True, text=True, timeout=20)
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return answer if isinstance(answer, dict) else None


def _private(path: Path) -> bool:
    """Whether users other than the owner can't get at `path` (pyenv below /root, mode 0700)."""
    return any(not part.stat().st_mode & 0o001 for part in (path, *path.parents))


def _readable(executable: Path, progress: Progress, store: Path) -> Interpreter:
    about = _ask(executable)
    if about is None:
        raise HarnessError(f"{executable} doesn't start any more")
    prefix = Path(about["prefix"]).resolve()
    source: Path | None = prefix
    if SEEN_INSIDE in (prefix, *prefix.parents):
        source = None
    elif os.geteuid() == 0 and _private(executable):  # root's sandboxes run as somebody else
        key = digest("python", str(prefix), about["full"], executable.stat().st_mtime_ns)[:24]
        source = cache.provide(store / "pythons" / key, lambda into: _copy(prefix, into, about["version"], progress), progress)
    runs_on = platform(about["machine"], about["libc"])
    return Interpreter(executable, prefix, source, about["version"], about["full"], runs_on)


def _copy(prefix: Path, into: Path, version: str, progress: Progress) -> None:
    """Without its test suite, headers and installed packages. Mounted at its old path, so nothing in it needs moving."""
    progress(f"copying Python {version} from {prefix} to where a sandbox's user can read it")
    unwanted = shutil.ignore_patterns("test", "tests", "idlelib", "turtledemo", "ensurepip", "site-packages", "config-*", "*.a")
    for part in ("bin", "lib"):
        shutil.copytree(prefix / part, into / part, symlinks=True, ignore=unwanted)
    library = into / "lib" / f"python{version}"
    (library / "site-packages").mkdir(exist_ok=True)
    compile_all(into / "bin" / f"python{version}", library, str(prefix / library.relative_to(into)))
    cache.open_to_all(into)


def compile_all(executable: Path, folder: Path, inside: str) -> None:
    """Byte-compile once and for all, since nothing inside a sandbox can write it down. `inside`: the folder's path there."""
    command = [str(executable), "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), "-p", inside, str(folder)]
    subprocess.run(command, capture_output=True)  # a package's file of another Python's syntax is no error of ours


def platform(machine: str, libc: str) -> str:
    """The platform's name for uv: which wheels run there. `libc` is such as "glibc 2.36"; all else counts as musl."""
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(machine, machine)
    if machine not in ("x86_64", "aarch64"):
        raise HarnessError(f"no packages can be installed for the processor {machine}: only for x86_64 and aarch64")
    if not libc.startswith("glibc 2."):
        return f"{machine}-unknown-linux-musl"
    minor = int(libc.removeprefix("glibc 2.").split(".")[0])
    known = (17, 28, *range(31, 41))
    return f"{machine}-manylinux_2_{max(n for n in known if n <= max(minor, 17))}"


def _downloaded(version: str, store: Path) -> Path | None:
    folders = sorted((store / "uv-pythons").glob(f"cpython-{version}.*/bin"), reverse=True)
    return next(filter(None, (_at(folder, version) for folder in folders)), None)


def _from_uv(version: str, progress: Progress, store: Path) -> Path:
    """A build of CPython that uv downloads, where the network lets it."""
    progress(f"downloading Python {version}")
    command = [uv.find_uv_bin(), "python", "install", version, "--install-dir", str(store / "uv-pythons")]
    with cache.lock(f"uv-python-{version}", progress, store):
        done = subprocess.run([*command, "--no-bin", "--no-config"], capture_output=True, text=True, errors="replace")
    _ask.cache_clear()
    found = _downloaded(version, store)
    if found is None:
        last = (done.stderr.strip().splitlines() or ["no more is known"])[-1].strip()
        raise HarnessError(
            f"the challenge wants Python {version}, which isn't on this machine and can't be downloaded ({last}). "
            f"Install it (such as the package python{version}), or use --sandbox docker."
        )
    return found
