"""Where a base image comes from. A real registry (Debian's docker-registry) serves on loopback, for an engine on this machine."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from harness.environments import debian, engine, image, registry
from harness.environments.spec import EnvironmentSpec
from harness.errors import HarnessError

from .conftest import Said, remove_with_all_on_it

pytestmark = pytest.mark.engine


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def loopback_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("registry")
    address = f"127.0.0.1:{free_port()}"
    settings = {
        "version": 0.1,
        "log": {"level": "error"},
        "storage": {"filesystem": {"rootdirectory": str(folder / "data")}},
        "http": {"addr": address},
    }
    (folder / "config.yml").write_text(json.dumps(settings))
    program = shutil.which("docker-registry")
    assert program, "the package docker-registry is needed (tools/test installs it)"
    server = subprocess.Popen(
        [program, "serve", str(folder / "config.yml")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            try:
                requests.get(f"http://{address}/v2/", timeout=1).raise_for_status()
                break
            except requests.RequestException:
                time.sleep(0.1)
        yield address
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes connections and never says a word, like a firewall that swallows packets."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def push_python(client: engine.Client, address: str, said: Said) -> str:
    """Push a real Python image under the official name; returns its id. It is gone from the engine under that name."""
    name = f"{address}/python:3.11-slim-bookworm"
    source = debian.provide(client, "3.11", said)
    client.images.get(source).tag(name)
    for event in client.api.push(name, stream=True, decode=True):
        assert "error" not in event, event
    client.images.remove(name)
    return engine.image_id(client, source)


@pytest.mark.registry
def test_a_registry_that_is_named_is_taken(
    client: engine.Client, loopback_registry: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed = push_python(client, loopback_registry, said)
    name = f"{loopback_registry}/python:3.11-slim-bookworm"
    monkeypatch.setenv("GRADE_REGISTRY", f"{loopback_registry}/")
    said.clear()
    try:
        environment = image.prepare(EnvironmentSpec(), said, ("subject",))
        assert said[0] == f"asking the registry for {name}"
        assert not [line for line in said if "Debian" in line]
        assert environment.notes[0].endswith(f" on {name}")
        assert engine.image_id(client, name) == pushed
        said.clear()
        assert image.prepare(EnvironmentSpec(), said, ("subject",)) == environment
        assert said == []
    finally:
        client.images.remove(name)


@pytest.mark.registry
def test_a_registry_that_is_named_and_lacks_the_image_is_told(
    loopback_registry: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADE_REGISTRY", loopback_registry)
    with pytest.raises(HarnessError, match=r"GRADE_REGISTRY names a registry, but .*/python:3\.12-slim-bookworm can't be had"):
        image.prepare(EnvironmentSpec(python="3.12"), said, ("subject",))


def test_a_silent_registry_is_given_up_soon(silent: str, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADE_REGISTRY", silent)
    monkeypatch.setattr(registry, "FIRST_ANSWER_S", 1)
    began = time.monotonic()
    with pytest.raises(HarnessError, match="silence for 1 s"):
        image.prepare(EnvironmentSpec(), said, ("subject",))
    assert time.monotonic() - began < 10


def test_without_a_registry_a_base_is_made_of_debians_packages(
    client: engine.Client, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way, but for the name that is asked for, where nothing listens, and for packages that take time."""
    monkeypatch.setattr(registry, "name", lambda version: f"127.0.0.1:{free_port()}/python:{version}-slim-bookworm")
    monkeypatch.setattr(debian, "PACKAGES", ("python3",))
    monkeypatch.setattr(debian, "CLEAN", f"{debian.CLEAN}# {time.monotonic_ns()}\n")  # so that it isn't there yet
    try:
        environment = image.prepare(EnvironmentSpec(), said, ("subject",))
        assert [line for line in said if line.startswith("no registry answers")]
        assert [line for line in said if line.startswith("making a base image of Debian bookworm")]
        for python in (environment.python["subject"], "python"):
            assert engine.run(client, environment.image["subject"], [python, "-c", "import ssl; print('works')"]) == "works\n"
    finally:
        remove_with_all_on_it(client, debian.name("3.11"))


def test_a_python_that_nobody_has_is_told_with_the_way_out(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "name", lambda version: f"127.0.0.1:{free_port()}/python:{version}-slim-bookworm")
    with pytest.raises(HarnessError, match=r"wants Python 3\.12; no registry answers.*GRADE_REGISTRY"):
        image.prepare(EnvironmentSpec(python="3.12"), said, ("subject",))


def test_without_mmdebstrap_the_way_out_is_told(said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(registry, "name", lambda version: f"127.0.0.1:{free_port()}/python:{version}-slim-bookworm")
    monkeypatch.setattr(debian, "CLEAN", "# another one, which isn't there yet\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(HarnessError, match=r"mmdebstrap isn't there.*apt-get install mmdebstrap.*GRADE_REGISTRY"):
        image.prepare(EnvironmentSpec(), said, ("subject",))
