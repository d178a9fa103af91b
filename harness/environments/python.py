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

_ASK = """
import json, os, sys, sysconfig
print(json.dumps({"version": sys.version, "short": "%d.%d" % sys.version_info[:2], "prefix": sys.base_prefix,
    "machine": os.uname().machine, "libc": os.confstr("CS_GNU_LIBC_VERSION") or "",
    "stdlib": sysconfig.get_path("stdlib")}))
"""


@dataclass(frozen=True)
class Interpreter:
    """executable, prefix: as paths inside. source: the host folder to mount at `prefix`, None below SEEN_INSIDE."""

    executable: Path
    prefix: Path
    version: str
    platform: str
    source: Path | None

    @property
    def mounts(self) -> dict[str, str]:
        return {str(self.source): str(self.prefix)} if self.source else {}


def find(version: str, progress: Progress, store: Path | None = None) -> Interpreter:
    """An interpreter of `version` ("3.11") that other users of this host can read too.

    Ones under /usr come first, since nothing has to be copied or mounted for them.
    """
    found = sorted(_working(version), key=lambda one: (_private(one), SEEN_INSIDE not in one.parents))
    if not found:
        found = [_from_uv(version, progress, store)]
    return _readable(found[0], progress, store)


def _working(version: str) -> Iterator[Path]:
    """Real paths of all interpreters of `version` on this host that start."""
    name = f"python{version}"
    folders = ["/usr/bin", "/usr/local/bin", *os.environ.get("PATH", "").split(os.pathsep)]
    candidates = [Path(folder, name) for folder in folders if folder]
    candidates.append(Path(getattr(sys, "_base_executable", None) or sys.executable))
    seen = set()
    for candidate in candidates:
        real = candidate.resolve()
        if real in seen or not os.access(real, os.X_OK) or not real.is_file():
            continue
        seen.add(real)
        # A shim (pyenv, asdf) or a link of a virtual environment: the real one is where it says that it is.
        about = _ask(real)
        if about and about["short"] == version:
            own = Path(about["prefix"], "bin", name).resolve()
            yield own if own.is_file() else real


@functools.cache
def _ask(executable: Path) -> dict[str, str] | None:
    try:
        done = subprocess.run([executable, "-I", "-c", _ASK], capture_output=True, text=True, timeout=20)
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return answer if isinstance(answer, dict) else None


def _private(path: Path) -> bool:
    """Whether users other than the owner can't get at `path` (pyenv below /root, mode 0700)."""
    return any(not folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _readable(executable: Path, progress: Progress, store: Path | None) -> Interpreter:
    about = _ask(executable)
    assert about is not None
    prefix = Path(about["prefix"])
    version = about["version"]
    source: Path | None = prefix
    if prefix == SEEN_INSIDE or SEEN_INSIDE in prefix.parents:
        source = None
    elif _private(executable) and os.geteuid() == 0:  # root's sandboxes run as somebody else
        key = digest(str(prefix), version, executable.stat().st_mtime_ns)[:16]
        place = (store or cache.folder()) / "pythons" / key
        source = cache.provide(
            place, lambda partial: _copy(prefix, partial, about["short"], progress), progress
        )
    return Interpreter(executable, prefix, version, platform(about["machine"], about["libc"]), source)


def _copy(prefix: Path, into: Path, version: str, progress: Progress) -> None:
    """Without its test suite, headers and installed packages. Mounted at its old path, so nothing in it needs moving."""
    progress(f"copying Python {version} from {prefix} to where a sandbox's user can read it")
    unwanted = shutil.ignore_patterns(
        "test",
        "tests",
        "idlelib",
        "turtledemo",
        "ensurepip",
        "site-packages",
        "config-*",
        "*.a",
        "include",
        "share",
    )
    for part in ("bin", "lib"):
        shutil.copytree(prefix / part, into / part, symlinks=True, ignore=unwanted)
    (into / "lib" / f"python{version}" / "site-packages").mkdir(exist_ok=True)
    for path in into.rglob("*"):
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444)
            )
    executable = into / "bin" / f"python{version}"
    compile_all(executable, into / "lib" / f"python{version}")


def compile_all(executable: Path, folder: Path) -> None:
    """Byte-compile once and for all, since nothing inside a sandbox can write it down."""
    subprocess.run(
        [executable, "-I", "-m", "compileall", "-q", "-j0", "--invalidation-mode", "unchecked-hash", folder],
        capture_output=True,  # a package's file of another Python's syntax is no error of ours
    )


def platform(machine: str, libc: str) -> str:
    """The platform's name for uv: which wheels run there. `libc` is such as "glibc 2.36"; all else counts as musl."""
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(machine, machine)
    if machine not in ("x86_64", "aarch64"):
        raise HarnessError(
            f"no packages can be installed for the processor {machine}: only for x86_64 and aarch64"
        )
    if not libc.startswith("glibc 2."):
        return f"{machine}-unknown-linux-musl"
    minor = int(libc.removeprefix("glibc 2.").split(".")[0])
    known = (17, 28, *range(31, 41))
    return f"{machine}-manylinux_2_{max(n for n in known if n <= max(minor, 17))}"


def _from_uv(version: str, progress: Progress, store: Path | None) -> Path:
    """A build of CPython that uv downloads, where the network lets it."""
    place = (store or cache.folder()) / "uv-pythons"
    progress(f"downloading Python {version}")
    command = [
        uv.find_uv_bin(),
        "python",
        "install",
        version,
        "--install-dir",
        str(place),
        "--no-bin",
        "--no-config",
    ]
    with cache.lock(f"uv-python-{version}", progress, store):
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    for path in sorted(place.glob(f"cpython-{version}.*/bin/python{version}"), reverse=True):
        if _ask(path):
            return path.resolve()
    last = (done.stderr.strip().splitlines() or ["no more is known"])[-1].strip()
    raise HarnessError(
        f"the challenge wants Python {version}, which isn't on this machine and can't be downloaded ({last}). "
        f"Install it (such as the package python{version}), or use --sandbox docker."
    )
