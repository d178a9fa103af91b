import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

from harness.environments import python
from harness.errors import HarnessError

from .conftest import Said

THIS = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def store(public: Path) -> Path:
    folder = Path(tempfile.mkdtemp(dir=public))
    folder.chmod(0o755)
    return folder / "store"


@pytest.fixture
def elsewhere(store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A whole interpreter outside of /usr, the only one on the PATH."""
    prefix = store.parent / "private" / "python"
    library = prefix / "lib" / f"python{THIS}"
    shutil.copytree(
        sysconfig.get_path("stdlib"), library, ignore=shutil.ignore_patterns("site-packages", "dist-packages", "__pycache__")
    )
    (prefix / "bin").mkdir()
    shutil.copy2(Path(sys.base_prefix, "bin", f"python{THIS}").resolve(), prefix / "bin" / f"python{THIS}")
    monkeypatch.setenv("PATH", f"{prefix}/bin")
    monkeypatch.setattr(python, "PUBLIC", ())
    return prefix


def test_one_below_usr_comes_first_and_needs_no_mount(store: Path, said: Said) -> None:
    if not Path("/usr/bin/python3.11").exists():
        pytest.skip("this machine's /usr has no Python 3.11")
    found = python.find("3.11", False, said, store)
    assert found.executable == Path("/usr/bin/python3.11")
    assert found.mounts == {}
    assert said == []


def test_one_that_everybody_can_read_is_mounted_where_it_is(elsewhere: Path, store: Path, said: Said) -> None:
    found = python.find(THIS, False, said, store)
    assert found.executable == elsewhere / "bin" / f"python{THIS}"
    assert found.mounts == {str(elsewhere): str(elsewhere)}
    assert said == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's sandboxes run as another user")
def test_one_that_only_root_can_read_is_copied_and_mounted_at_its_old_place(elsewhere: Path, store: Path, said: Said) -> None:
    elsewhere.parent.chmod(0o700)
    found = python.find(THIS, False, said, store)
    assert len(said) == 1
    assert "copying Python" in said[0]
    (source, inside), *others = found.mounts.items()
    assert not others
    assert inside == str(elsewhere)
    assert found.executable == elsewhere / "bin" / f"python{THIS}"
    assert found.on_host == Path(source) / "bin" / f"python{THIS}"
    assert not (Path(source) / "lib" / f"python{THIS}" / "test").exists()

    ask = [found.on_host, "-I", "-c", "import json, sys; print(json.__cached__, sys.prefix)"]
    as_nobody = subprocess.run(ask, user=65534, group=65534, extra_groups=(), cwd="/", capture_output=True, text=True, check=True)
    cached, prefix = as_nobody.stdout.split()
    assert Path(cached).is_file()
    assert prefix == source

    python.find(THIS, False, said, store)
    assert len(said) == 1


def test_a_version_that_cannot_be_had_is_named(store: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    with pytest.raises(HarnessError, match=r"wants Python 3\.77, .*package python3\.77.*--sandbox docker"):
        python.find("3.77", False, said, store)


def test_a_later_one_does_only_where_the_challenge_says_so(
    elsewhere: Path, store: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    before = f"3.{sys.version_info.minor - 1}"
    assert python.find(before, True, said, store).version == THIS
    assert python.there(before, True, store)
    assert not python.there(before, False, store)
    with pytest.raises(HarnessError, match="wants Python"):
        python.find(before, False, said, store)


@pytest.mark.parametrize(
    ("machine", "libc", "platform"),
    [
        ("x86_64", "glibc 2.36", "x86_64-manylinux_2_36"),
        ("aarch64", "glibc 2.31", "aarch64-manylinux_2_31"),
        ("arm64", "glibc 2.30", "aarch64-manylinux_2_28"),
        ("x86_64", "glibc 2.99", "x86_64-manylinux_2_40"),
        ("x86_64", "glibc 2.12", "x86_64-manylinux_2_17"),
        ("x86_64", "musl", "x86_64-unknown-linux-musl"),
        ("aarch64", "", "aarch64-unknown-linux-musl"),
    ],
)
def test_wheels_are_chosen_for_the_machine_that_runs_them(machine: str, libc: str, platform: str) -> None:
    assert python.platform(machine, libc) == platform


def test_a_processor_without_wheels_is_named() -> None:
    with pytest.raises(HarnessError, match="riscv64"):
        python.platform("riscv64", "glibc 2.36")
