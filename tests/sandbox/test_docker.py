"""What is special to containers: images that bring things of their own, engines of other hosts, requests cut short."""

import contextlib
import io
import json
import os
import signal
import tarfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from docker.errors import APIError

from harness import environments
from harness.environments.spec import EnvironmentSpec
from harness.errors import HarnessError
from harness.limits import Limits
from harness.sandbox import Environment, Sandbox, docker, owner, trial

pytestmark = pytest.mark.engine

LIMITS = Limits(memory_mib=128, disk_mib=8)


@pytest.fixture(scope="module")
def environment() -> Environment:
    return environments.prepare("docker", EnvironmentSpec(), lambda line: None)


@pytest.fixture
def run() -> str:
    return f"test-docker-{uuid.uuid4().hex[:12]}"


def containers(run: str) -> list[dict[str, Any]]:
    with contextlib.closing(docker.connect()) as engine:
        found: list[dict[str, Any]] = engine.containers(all=True, filters={"label": f"{docker.RUN}={run}"})
    return found


def said_by(sandbox: Sandbox) -> Any:
    text = b""
    while part := sandbox.receive(30):
        text += part
    assert sandbox.wait(30).status == 0, sandbox.errors()
    return json.loads(text)


@pytest.fixture
def odd_image(environment: Environment) -> Iterator[str]:
    """The same image with everything set that an image can set."""
    lines = [
        f"FROM {environment.image['subject']}",
        'ENTRYPOINT ["/bin/false"]',
        'CMD ["--nonsense"]',
        "ENV SECRET=1 PYTHONPATH=/evil PATH=/evil HOME=/evil PYTHONINSPECT=1",
        "USER 12:34",
        "WORKDIR /usr",
        'VOLUME ["/data", "/work/", "/tmp", "/usr/share/doc"]',
        "HEALTHCHECK --interval=1s CMD false",
        "STOPSIGNAL SIGUSR1",
        "EXPOSE 80",
    ]
    content = "\n".join(lines).encode()
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as archive:
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    context.seek(0)
    name = f"grade-test/odd:{uuid.uuid4().hex[:12]}"
    with contextlib.closing(docker.connect()) as engine:
        said = list(engine.build(fileobj=context, custom_context=True, tag=name, rm=True, forcerm=True, decode=True))
        assert not any("error" in line for line in said), said
        yield name
        engine.remove_image(name, force=True)


def test_what_an_image_sets_does_not_matter(environment: Environment, odd_image: str, run: str) -> None:
    program = """
import json, os
free = os.statvfs('/data')
print(json.dumps([dict(os.environ), os.getcwd(), os.getuid(), os.access('/work', os.W_OK), os.listdir('/work'),
                  os.statvfs('/work').f_blocks * os.statvfs('/work').f_frsize, free.f_blocks * free.f_frsize]))
"""
    odd = replace(environment, image={"examiner": odd_image})
    before = volumes()
    with docker.pod(odd, LIMITS, run) as pod:
        variables, folder, user, writable, files, size, data = said_by(
            pod.start("examiner", [environment.python["examiner"], "-c", program], {"WANTED": "1"})
        )
        assert volumes() == before, "a volume on the engine's disk has no limit"
    assert set(variables) <= {"PATH", "HOME", "LANG", "TMPDIR", "HOSTNAME", "WANTED", "LC_CTYPE"}
    assert variables["HOME"] == folder == "/work" and "/evil" not in variables["PATH"]
    assert user > 1000 and writable and files == []
    assert size == LIMITS.disk_mib * 1024 * 1024 and data <= 1024 * 1024


def volumes() -> set[str]:
    with contextlib.closing(docker.connect()) as engine:
        return {each["Name"] for each in engine.volumes()["Volumes"] or ()}


def test_the_subject_needs_an_examiner(environment: Environment, run: str) -> None:
    with docker.pod(environment, LIMITS, run) as pod, pytest.raises(HarnessError, match="examiner comes first"):
        pod.start("subject", ["/bin/true"], {})


def test_what_the_engine_complains_of_is_told(environment: Environment, run: str) -> None:
    with docker.pod(environment, LIMITS, run) as pod, pytest.raises(HarnessError, match="/there/is/none"):
        pod.start("examiner", ["/there/is/none"], {})
    assert containers(run) == []
    missing = replace(environment, image={"examiner": "grade-test/no-such-image:1"})
    with docker.pod(missing, LIMITS, run) as pod, pytest.raises(HarnessError, match="no-such-image"):
        pod.start("examiner", ["/bin/true"], {})


def test_more_processors_than_there_are_is_no_error(environment: Environment, run: str) -> None:
    with docker.pod(environment, Limits(cpus=256), run) as pod:
        assert said_by(pod.start("examiner", [environment.python["examiner"], "-c", "print(1)"], {})) == 1


def test_a_container_whose_creation_is_interrupted_is_removed(
    environment: Environment, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine makes it long after the interrupt."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with docker.pod(environment, LIMITS, run) as pod:
            engine = pod._engine  # type: ignore[attr-defined]
            real: Callable[..., Any] = engine.create_container_from_config
            made = []

            def slow(config: Any) -> Any:
                time.sleep(2)
                made.append(real(config))
                return made[0]

            monkeypatch.setattr(engine, "create_container_from_config", slow)
            threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
            with pytest.raises(KeyboardInterrupt):
                pod.start("examiner", ["/bin/true"], {})
            assert made == []
        assert len(made) == 1 and containers(run) == []
    finally:
        signal.signal(signal.SIGINT, handler)


def test_a_host_without_ipv6_gets_a_pod_all_the_same(environment: Environment, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as this host can show it: a switch that its kernel does not have."""
    monkeypatch.setattr(docker, "LOOPBACK_V6", {"net.ipv6.conf.no-such-thing.disable_ipv6": "0"})
    monkeypatch.setattr(docker, "_without_ipv6", set())
    with docker.pod(environment, LIMITS, run) as pod:
        pod.start("examiner", [environment.python["examiner"], "-c", "import sys; sys.stdin.read()"], {})
        assert said_by(pod.start("subject", [environment.python["subject"], "-c", "print(1)"], {})) == 1
    assert containers(run) == []


def test_no_log_is_kept(environment: Environment, run: str) -> None:
    with docker.pod(environment, LIMITS, run) as pod:
        said_by(pod.start("examiner", [environment.python["examiner"], "-c", "print(1)"], {}))
        engine = pod._engine  # type: ignore[attr-defined]
        about = engine.inspect_container(containers(run)[0]["Id"])
        assert about["HostConfig"]["LogConfig"]["Type"] == "none" and not about["LogPath"]
        with pytest.raises(APIError):
            engine.logs(about["Id"])


def test_sweeping_takes_the_dead_and_leaves_what_others_own(environment: Environment, run: str) -> None:
    nobody = owner.label(2**22 + 1, "1")
    elsewhere = nobody.replace(owner.host(), "another-host", 1)
    with contextlib.closing(docker.connect()) as engine:
        for label in (nobody, elsewhere):
            engine.create_container_from_config(
                {"Image": environment.image["subject"], "Cmd": ["true"], "Labels": {docker.RUN: run, docker.OWNER: label}}
            )
        docker.sweep()
        left = containers(run)
        assert [each["Labels"][docker.OWNER] for each in left] == [elsewhere]
        engine.remove_container(left[0]["Id"])


def test_trial_finds_what_asking_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert trial.of_docker(None) == ""
    real = docker._Pod._walls

    def broken(self: Any, role: Any) -> dict[str, Any]:
        return {**real(self, role), "CgroupParent": "/\0not/a/place"}

    monkeypatch.setattr(docker._Pod, "_walls", broken)
    assert trial.of_docker(None) != ""
    with contextlib.closing(docker.connect()) as engine:
        assert not [each for each in engine.containers(all=True) if each["Labels"].get(docker.RUN, "").startswith("trial-")]


def test_runtimes_besides_the_usual_one() -> None:
    assert docker.probe().works
    assert "runc" not in docker.runtimes()


def test_what_an_engine_cannot_limit_is_said() -> None:
    poor = docker._Facts("1.41", "x", {"MemoryLimit": False, "PidsLimit": False, "CpuCfsQuota": False, "SecurityOptions": []})
    said = list(docker._weaker(poor, None))
    assert len(said) == 4 and any("memory" in line for line in said) and any("seccomp" in line for line in said)
    assert not any("memory" in line or "CPU" in line or "system calls" in line for line in docker._in_force(poor, None))
    plain_gvisor = docker._Facts("1.41", "x", {"Runtimes": {"runsc": {"path": "runsc"}}, "MemoryLimit": True, "SwapLimit": True})
    assert any("--oci-seccomp" in line for line in docker._weaker(plain_gvisor, "runsc"))


def test_an_image_is_asked_once(environment: Environment) -> None:
    with contextlib.closing(docker.connect()) as engine:
        docker._brings(engine, environment.image["subject"])
        engine.close()
        assert docker._brings(engine, environment.image["subject"]) is docker._images[environment.image["subject"]]
