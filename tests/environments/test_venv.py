import json
import os
import subprocess
from pathlib import Path

import pytest

from harness.environments import contents, venv
from harness.environments.spec import EnvironmentSpec
from harness.errors import GradeError
from harness.sandbox import Environment, Role, bwrap

from .conftest import Said, make_wheel

BOTH: tuple[Role, ...] = ("examiner", "subject")
ASK = """
import importlib.util, json, sys
print(json.dumps({name: importlib.util.find_spec(name) is not None for name in sys.argv[1:]}))
"""


def inside(environment: Environment, role: Role, code: str, *arguments: str) -> str:
    """Run `code` with the role's interpreter in a sandbox that has the role's mounts and nothing of the host but /usr."""
    program, _ = bwrap.found()[0]
    command = [program, "--unshare-all", "--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev", "--clearenv"]
    for name in ("bin", "lib", "lib64"):
        if Path("/", name).is_symlink():
            command += ["--symlink", f"usr/{name}", f"/{name}"]
    for source, place in environment.mounts[role].items():
        command += ["--ro-bind", source, place]
    as_nobody = {"user": 65534, "group": 65534, "extra_groups": ()} if os.geteuid() == 0 else {}
    command += [environment.python[role], "-I", "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **as_nobody)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def importable(environment: Environment, role: Role, *names: str) -> set[str]:
    return {name for name, there in json.loads(inside(environment, role, ASK, *names)).items() if there}


@pytest.fixture(scope="module")
def store(public: Path) -> Path:
    (public / "store").mkdir()
    return public / "store"


@pytest.mark.bubblewrap
def test_the_subject_has_the_challenges_packages_and_nothing_of_the_examiners(wheels: Path, store: Path, said: Said) -> None:
    environment = venv.prepare(EnvironmentSpec(packages=("grade-test-pkg==1.0",)), said, BOTH, store)
    names = ("grade_test_pkg", "pytest", "hypothesis", "httpx", "harness", "json")
    assert importable(environment, "subject", *names) == {"grade_test_pkg", "json"}
    names = (*names, "harness.inside.plugin", "harness.testing", "harness.errors")
    assert importable(environment, "examiner", *names) == {*names} - {"harness.errors"}


@pytest.mark.bubblewrap
def test_everything_is_compiled_and_only_readable(wheels: Path, store: Path, said: Said) -> None:
    environment = venv.prepare(EnvironmentSpec(packages=("grade-test-pkg==1.0",)), said, BOTH, store)
    code = """
import grade_test_pkg, harness.inside, pathlib, pytest
for module in (grade_test_pkg, harness.inside, pytest):
    assert pathlib.Path(module.__cached__).is_file(), module
    try: pathlib.Path(module.__file__).open("a")
    except OSError as error: print(type(error).__name__)
"""
    assert set(inside(environment, "examiner", code).split()) <= {"OSError", "PermissionError"}


@pytest.mark.bubblewrap
def test_console_scripts_start_the_interpreter_inside(wheels: Path, store: Path, said: Said) -> None:
    environment = venv.prepare(EnvironmentSpec(packages=("grade-test-tool",)), said, ("subject",), store)
    code = "import subprocess; print(subprocess.check_output(['/opt/grade/env/bin/grade-test-tool'], text=True))"
    assert inside(environment, "subject", code).strip() == "tool /opt/grade/env/bin/python"


def test_the_examiner_gets_the_versions_that_the_subject_has(wheels: Path, store: Path, said: Said) -> None:
    make_wheel(wheels, "grade_test_grows", "2.0", {"grade_test_grows.py": ""})
    spec = EnvironmentSpec(packages=("grade-test-grows",), examiner_packages=("grade-test-tool",))
    before = venv.prepare(spec, said, ("subject",), store)
    make_wheel(wheels, "grade_test_grows", "3.0", {"grade_test_grows.py": ""})
    environment = venv.prepare(spec, said, BOTH, store)
    assert environment.mounts["subject"] == before.mounts["subject"]
    (place,) = (Path(source) for source, inside in environment.mounts["examiner"].items() if inside == contents.ENVIRONMENT_AT)
    pins = json.loads((place / "grade-pins.json").read_text())
    assert "grade-test-grows==2.0" in pins
    assert "grade-test-tool==1.0" in pins


def test_what_is_there_is_used_and_named_by_its_contents(wheels: Path, store: Path, said: Said) -> None:
    spec = EnvironmentSpec(packages=("grade-test-pkg==1.0",))
    first = venv.prepare(spec, said, BOTH, store)
    told = len(said)
    assert venv.prepare(spec.model_copy(update={"preload": ("grade_test_pkg",)}), said, BOTH, store) == first
    assert len(said) == told
    other = venv.prepare(EnvironmentSpec(packages=("grade-test-pkg==2.0",)), said, BOTH, store)
    assert other.sha256 != first.sha256


def test_a_change_of_the_harness_makes_no_environment_anew(store: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    first = venv.prepare(EnvironmentSpec(), said, BOTH, store)
    told = len(said)
    changed = {**contents.harness_files().files, "harness/inside/added.py": b"ADDED = True\n"}
    monkeypatch.setattr(venv, "harness_files", lambda: contents.HarnessFiles(changed))
    second = venv.prepare(EnvironmentSpec(), said, BOTH, store)
    assert len(said) == told
    assert second.sha256 != first.sha256
    differing = first.mounts["examiner"].items() ^ second.mounts["examiner"].items()
    assert {inside for _, inside in differing} == {contents.HARNESS_AT}


def test_no_path_of_this_host_is_left_inside(wheels: Path, store: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    (wheels / "secret-index").mkdir()
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", f"file://{wheels}/secret-index")
    environment = venv.prepare(EnvironmentSpec(packages=("grade-test-tool",)), said, ("subject",), store)
    ((place, _),) = environment.mounts["subject"].items()
    for path in Path(place).rglob("*"):
        if path.is_file():
            assert b"secret-index" not in path.read_bytes(), path
            assert os.fsencode(store) not in path.read_bytes(), path


def test_a_dockerfile_is_refused_with_the_way_out(tmp_path: Path, said: Said) -> None:
    with pytest.raises(GradeError, match="--sandbox docker"):
        venv.prepare(EnvironmentSpec(dockerfile=tmp_path / "Dockerfile"), said, BOTH, tmp_path)


def test_what_a_challenge_uses_is_known_and_the_rest_can_go(wheels: Path, store: Path, said: Said) -> None:
    kept_spec, other_spec = EnvironmentSpec(packages=("grade-test-pkg==1.0",)), EnvironmentSpec(packages=("grade-test-pkg==2.0",))
    kept = venv.prepare(kept_spec, said, BOTH, store)
    other = venv.prepare(other_spec, said, BOTH, store)
    everything = {one.name: one for one in venv.kept(store)}
    used = venv.used(kept_spec, store)
    assert {*kept.mounts["subject"], *kept.mounts["examiner"]} <= used
    assert not {*other.mounts["subject"]} & used
    assert {one.kind for one in everything.values()} >= {"environments", "harness"}
    assert all(one.size > 0 for one in everything.values())

    for name in everything.keys() - used:
        venv.remove(name)
    told = len(said)
    assert venv.prepare(kept_spec, said, BOTH, store) == kept
    assert len(said) == told
