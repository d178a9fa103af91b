"""Images on a real engine. Every test that builds its own has a package of its own, so that tests can run at the same time."""

import io
import json
import multiprocessing
import os
import signal
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.environments import contents, engine, image
from harness.environments.spec import EnvironmentSpec
from harness.errors import GradeError, HarnessError
from harness.sandbox import Environment, Role

from .conftest import Said, make_wheel, remove_with_all_on_it

pytestmark = pytest.mark.engine

BOTH: tuple[Role, ...] = ("examiner", "subject")
fork = multiprocessing.get_context("fork")


def _new_package(wheels: Path) -> str:
    """The name of a package that no other test and no earlier run has, so its images aren't there yet."""
    name = f"grade-test-{os.getpid()}-{time.monotonic_ns()}"
    module = name.replace("-", "_")
    make_wheel(wheels, module, "1.0", {f"{module}.py": f"NAME = {name!r}\n"})
    return name


def _remove_images_with(client: engine.Client, package: str) -> None:
    made = [one for one in client.images.list(filters={"label": engine.PINS}) if package in str(one.labels)]
    for one in sorted(made, key=lambda one: str(one.attrs["Created"]), reverse=True):
        for tag in one.tags:
            client.images.remove(tag, force=True)


@pytest.fixture
def challenge(tmp_path: Path, client: engine.Client) -> Iterator[Path]:
    folder = tmp_path / "challenge"
    (folder / "environment").mkdir(parents=True)
    (folder / "tests" / "hidden").mkdir(parents=True)
    (folder / "tests" / "hidden" / "test_secret.py").write_text("# hidden\n")
    yield folder
    for text in (folder / "environment" / "Dockerfile", folder / "Dockerfile"):
        for name in image.used(EnvironmentSpec(dockerfile=text, folder=folder)) if text.exists() else ():
            if name.startswith("grade/own:"):
                remove_with_all_on_it(client, name)


def own_dockerfile(challenge: Path, text: str, place: str = "environment/Dockerfile") -> EnvironmentSpec:
    (challenge / place).write_text(f"# {challenge}\n{text}")
    return EnvironmentSpec(dockerfile=challenge / place, folder=challenge)


@pytest.fixture
def package(wheels: Path, client: engine.Client) -> Iterator[str]:
    name = _new_package(wheels)
    yield name
    _remove_images_with(client, name)


@pytest.fixture(scope="module")
def shared(wheels: Path, client: engine.Client) -> Iterator[EnvironmentSpec]:
    """One that is built already, for tests that build nothing of their own."""
    name = _new_package(wheels)
    spec = EnvironmentSpec(packages=(name,), examiner_packages=("grade-test-tool",))
    image.prepare(spec, lambda line: None, BOTH)
    yield spec
    _remove_images_with(client, name)


def inside(client: engine.Client, environment: Environment, role: Role, code: str, *arguments: str) -> str:
    return engine.run(client, environment.image[role], [environment.python[role], "-I", "-c", code, *arguments])


def importable(client: engine.Client, environment: Environment, role: Role, *names: str) -> set[str]:
    code = "import importlib.util, json, sys\nprint(json.dumps([n for n in sys.argv[1:] if importlib.util.find_spec(n)]))"
    return set(json.loads(inside(client, environment, role, code, *names)))


def test_the_subject_has_the_challenges_packages_and_nothing_of_the_examiners(
    client: engine.Client, shared: EnvironmentSpec, said: Said
) -> None:
    environment = image.prepare(shared, said, BOTH)
    module = shared.packages[0].replace("-", "_")
    names = (module, "pytest", "hypothesis", "httpx", "harness", "json")
    assert importable(client, environment, "subject", *names) == {module, "json"}
    names = (*names, "harness.inside.plugin", "harness.testing", "harness.errors")
    assert importable(client, environment, "examiner", *names) == {*names} - {"harness.errors"}


def test_everything_is_compiled(client: engine.Client, shared: EnvironmentSpec, said: Said) -> None:
    environment = image.prepare(shared, said, BOTH)
    module = shared.packages[0].replace("-", "_")
    code = f"import {module}, json, harness.inside, pytest, pathlib\n" + (
        f"for one in ({module}, json, harness.inside, pytest): assert pathlib.Path(one.__cached__).is_file(), one"
    )
    inside(client, environment, "examiner", code)


def test_console_scripts_start_the_interpreter_inside(client: engine.Client, wheels: Path, said: Said) -> None:
    environment = image.prepare(EnvironmentSpec(packages=("grade-test-tool==1.0",)), said, ("subject",))
    code = "import subprocess; print(subprocess.check_output(['grade-test-tool'], text=True))"
    assert inside(client, environment, "subject", code).strip() == f"tool {environment.python['subject']}"


def test_the_reader_has_the_analysers_and_no_package_of_the_challenge(client: engine.Client, package: str, said: Said) -> None:
    environment = image.prepare(EnvironmentSpec(packages=(package,)), said, ("reader",))
    assert importable(client, environment, "reader", package.replace("-", "_"), "pytest", "tree_sitter") == {"tree_sitter"}


def test_what_is_there_is_used(shared: EnvironmentSpec, said: Said) -> None:
    first = image.prepare(shared, said, BOTH)
    assert image.prepare(shared.model_copy(update={"preload": ("json",)}), said, BOTH) == first
    assert said == []


def test_a_change_of_the_harness_makes_only_the_last_layer_anew(
    client: engine.Client, shared: EnvironmentSpec, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = image.prepare(shared, said, BOTH)
    changed = {**contents.harness_files().files, "harness/inside/added.py": f"# {shared.packages}\n".encode()}
    monkeypatch.setattr(image, "harness_files", lambda: contents.HarnessFiles(changed))
    second = image.prepare(shared, said, BOTH)
    assert said == []
    assert second.image["subject"] == first.image["subject"]
    assert second.image["examiner"] != first.image["examiner"]
    assert second.sha256 != first.sha256
    assert importable(client, second, "examiner", "harness.inside.added") == {"harness.inside.added"}


def test_the_examiner_gets_the_versions_that_the_subject_has(
    client: engine.Client, package: str, wheels: Path, said: Said
) -> None:
    spec = EnvironmentSpec(packages=(package,), examiner_packages=("grade-test-tool",))
    image.prepare(spec, said, ("subject",))
    module = package.replace("-", "_")
    make_wheel(wheels, module, "2.0", {f"{module}.py": "NAME = 'a newer one'\n"})
    environment = image.prepare(spec, said, BOTH)
    assert inside(client, environment, "examiner", f"import {module}, grade_test_tool; print({module}.NAME)") == f"{package}\n"


def test_two_builders_at_once_build_one(package: str) -> None:
    built, results = fork.Queue(), fork.Queue()

    def prepare() -> None:
        try:
            results.put(image.prepare(EnvironmentSpec(packages=(package,)), built.put, ("subject",)).image["subject"])
        except BaseException as error:
            results.put(repr(error))

    builders = [fork.Process(target=prepare) for _ in range(3)]
    for builder in builders:
        builder.start()
    ids = {results.get(timeout=120) for _ in builders}
    for builder in builders:
        builder.join()
    assert len(ids) == 1
    assert next(iter(ids)).startswith("sha256:")
    lines = [built.get(timeout=5) for _ in builders]
    assert sum(line.startswith("making the subject's image") for line in lines) == 1
    assert sum(line.startswith("waiting for another run") for line in lines) == 2


def test_nothing_of_this_hosts_network_settings_is_left_in_an_image(
    client: engine.Client,
    challenge: Path,
    package: str,
    wheels: Path,
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Proxies, CA bundles, index settings and wheels: in no layer, not in the configuration, not in the history."""
    (tmp_path / "secret-index").mkdir()
    bundle = tmp_path / "secret-bundle.pem"
    bundle.write_bytes(Path(os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")).read_bytes())
    settings = {
        "PIP_EXTRA_INDEX_URL": f"file://{tmp_path}/secret-index",
        "SSL_CERT_FILE": str(bundle),
        "no_proxy": "secret-proxy.invalid",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    spec = own_dockerfile(challenge, f'ARG GRADE_BASE\nFROM $GRADE_BASE\nRUN test -n "$no_proxy" && echo {package} >/note\n')
    spec = spec.model_copy(update={"packages": (package,)})
    environment = image.prepare(spec, said, BOTH)
    for role in BOTH:
        saved = b"".join(client.images.get(environment.image[role]).save())
        for secret in (b"secret-index", b"secret-bundle", b"secret-proxy", b"grade-test-wheels", os.fsencode(wheels)):
            assert secret not in saved, (role, secret)
        _only_debians_own(saved)


def _only_debians_own(saved: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(saved)) as image_tar:
        for layer in (name for name in image_tar.getnames() if name.endswith("layer.tar")):
            with tarfile.open(fileobj=image_tar.extractfile(layer)) as files:
                names = set(files.getnames())
            assert not {"etc/resolv.conf", "etc/hostname", "etc/pip.conf", "root/.config/pip/pip.conf", "root/.netrc"} & names
            wheels = {name for name in names if name.endswith(".whl") and "usr/share/python-wheels" not in name}
            assert not wheels
            assert not {name for name in names if name.startswith("usr/local/share/ca-certificates/")}


def test_a_package_that_does_not_exist_ends_in_one_clear_error(package: str, said: Said) -> None:
    with pytest.raises(GradeError, match=r"grade-test-nowhere.*challenge\.yaml") as raised:
        image.prepare(EnvironmentSpec(packages=(package, "grade-test-nowhere")), said, BOTH)
    assert not isinstance(raised.value, HarnessError)


def test_an_engine_that_does_not_answer_is_named(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    with pytest.raises(HarnessError, match=r"no Docker engine answers.*grade doctor"):
        image.prepare(EnvironmentSpec(), said, BOTH)


def test_what_a_challenge_uses_is_known_and_the_rest_can_go(
    client: engine.Client, shared: EnvironmentSpec, package: str, said: Said
) -> None:
    environment = image.prepare(shared, said, BOTH)
    gone = image.prepare(EnvironmentSpec(packages=(package,)), said, ("subject",))
    used = image.used(shared)
    ids = {client.images.get(name).id for name in used}
    assert set(environment.image.values()) <= ids
    assert gone.image["subject"] not in ids
    (unused,) = client.images.get(gone.image["subject"]).tags
    mine = {one.name: one for one in image.kept() if one.name in used | {unused}}
    assert {"subject", "examiner", "base"} <= {one.kind for one in mine.values()}
    assert 0 <= mine[unused].size < 5e6  # its own layers, not those that it stands on
    image.remove(unused)
    assert unused not in {one.name for one in image.kept()}


def test_an_image_in_use_is_left_alone(client: engine.Client, package: str, said: Said) -> None:
    environment = image.prepare(EnvironmentSpec(packages=(package,)), said, ("subject",))
    (name,) = client.images.get(environment.image["subject"]).tags
    with engine.container(client, name, ["true"]), pytest.raises(GradeError, match="is in use"):
        image.remove(name)


class TestItsOwnDockerfile:
    def test_gets_the_harness_on_top(self, client: engine.Client, challenge: Path, package: str, said: Said) -> None:
        (challenge / "environment" / "data.txt").write_text("from the challenge")
        spec = own_dockerfile(
            challenge, 'ARG GRADE_BASE\nFROM $GRADE_BASE\nCOPY data.txt /data.txt\nUSER 1234\nENTRYPOINT ["false"]\n'
        )
        environment = image.prepare(spec.model_copy(update={"packages": (package,)}), said, BOTH)
        for role in BOTH:
            code = f"import {package.replace('-', '_')}; print(open('/data.txt').read(), end='')"
            assert inside(client, environment, role, code) == "from the challenge"
        assert importable(client, environment, "examiner", "pytest", "harness.inside") == {"pytest", "harness.inside"}
        assert importable(client, environment, "subject", "pytest", "harness") == set()

    def test_keeps_the_versions_that_it_installed(self, client: engine.Client, challenge: Path, wheels: Path, said: Said) -> None:
        (challenge / "environment" / "old.whl").write_bytes((wheels / "grade_test_pkg-1.0-py3-none-any.whl").read_bytes())
        install = (
            "RUN mv /old.whl /grade_test_pkg-1.0-py3-none-any.whl && python3 -m pip install --no-index /grade_test_pkg-1.0-*.whl"
        )
        spec = own_dockerfile(challenge, f"ARG GRADE_BASE\nFROM $GRADE_BASE\nCOPY old.whl /old.whl\n{install}\n")
        spec = spec.model_copy(update={"packages": ("grade-test-pkg",)})
        environment = image.prepare(spec, said, ("subject",))
        assert inside(client, environment, "subject", "import grade_test_pkg; print(grade_test_pkg.VERSION)") == "1.0\n"

    def test_never_sees_the_hidden_tests(self, challenge: Path, said: Said) -> None:
        spec = own_dockerfile(challenge, "ARG GRADE_BASE\nFROM $GRADE_BASE\nCOPY tests /tests\n", "Dockerfile")
        with pytest.raises(GradeError, match="can't be built"):
            image.prepare(spec, said, BOTH)
        (challenge / "environment" / "link").symlink_to(challenge / "tests" / "hidden" / "test_secret.py")
        spec = own_dockerfile(challenge, "ARG GRADE_BASE\nFROM $GRADE_BASE\nCOPY link /link\n")
        with pytest.raises(GradeError, match="can't be built"):
            image.prepare(spec, said, BOTH)
        spec = own_dockerfile(challenge, "ARG GRADE_BASE\nFROM $GRADE_BASE\n", "tests/Dockerfile")
        with pytest.raises(GradeError, match="a folder of their own"):
            image.prepare(spec, said, BOTH)

    def test_without_python_is_told_so(self, challenge: Path, said: Said) -> None:
        spec = own_dockerfile(challenge, "ARG GRADE_BASE\nFROM $GRADE_BASE\nRUN rm /usr/bin/python*\n")
        with pytest.raises(GradeError, match=r"no working python3 on its PATH.*3\.9 or later"):
            image.prepare(spec, said, BOTH)

    def test_with_an_old_python_is_told_so(self, challenge: Path, said: Said) -> None:
        old = '#!/bin/sh\necho \'{"python": "/usr/bin/python3", "version": "3.7", "full": "3.7.3"}\'\n'
        (challenge / "environment" / "python3").write_text(old)
        copy = "RUN rm /usr/bin/python3\nCOPY python3 /usr/bin/python3\nRUN chmod 755 /usr/bin/python3\n"
        spec = own_dockerfile(challenge, f"ARG GRADE_BASE\nFROM $GRADE_BASE\n{copy}")
        with pytest.raises(GradeError, match=r"has Python 3\.7\.3: 3\.9 or later is needed"):
            image.prepare(spec, said, BOTH)

    def test_that_fails_shows_the_builds_last_words(self, challenge: Path, said: Said) -> None:
        spec = own_dockerfile(challenge, "ARG GRADE_BASE\nFROM $GRADE_BASE\nRUN echo no such header && exit 7\n")
        with pytest.raises(GradeError, match=r"(?s)Dockerfile can't be built: .*code: 7.*last words:.*no such header") as raised:
            image.prepare(spec, said, BOTH)
        assert not isinstance(raised.value, HarnessError)

    def test_that_stands_on_an_image_out_of_reach_is_the_machines_fault(self, challenge: Path, said: Said) -> None:
        spec = own_dockerfile(challenge, "FROM 127.0.0.1:9/grade-test/nowhere:1\n")
        with pytest.raises(HarnessError, match=r"can't reach the registry.*GRADE_BASE"):
            image.prepare(spec, said, BOTH)

    def test_that_is_interrupted_leaves_nothing(self, client: engine.Client, challenge: Path) -> None:
        mark = f"grade-test-{os.getpid()}-{time.monotonic_ns()}"
        spec = own_dockerfile(challenge, f"ARG GRADE_BASE\nFROM $GRADE_BASE\nRUN echo {mark} && sleep 60\n")
        steps = fork.Queue()
        builder = fork.Process(target=lambda: image.prepare(spec, steps.put, BOTH))
        builder.start()
        while "sleep 60" not in steps.get(timeout=60):
            pass
        time.sleep(1)
        assert builder.pid is not None
        os.kill(builder.pid, signal.SIGINT)
        builder.join(timeout=20)
        assert builder.exitcode not in (None, 0)
        for _ in range(50):
            running = [one for one in client.api.containers(all=True) if mark in one["Command"]]
            if not running:
                break
            time.sleep(0.2)
        assert running == []
        assert not [name for name in image.used(spec) if name.startswith("grade/own:")]
