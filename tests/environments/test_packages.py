import socket
from pathlib import Path

import pytest

from harness.environments import packages
from harness.errors import GradeError, HarnessError

PLATFORM = "x86_64-manylinux_2_36"


def test_packages_are_resolved_and_unpacked_for_the_target(wheels: Path, tmp_path: Path) -> None:
    pins = packages.resolve(["grade-test-pkg", "grade-test-tool"], [], "3.11", PLATFORM)
    assert pins == ("grade-test-pkg==2.0", "grade-test-tool==1.0")

    site = tmp_path / "site"
    packages.unpack(pins, "3.11", PLATFORM, site)
    packages.move_scripts(site / "bin", tmp_path / "bin", "/inside/python")
    assert (site / "grade_test_pkg" / "__init__.py").read_text() == "VERSION = '2.0'\n"
    script = tmp_path / "bin" / "grade-test-tool"
    assert script.read_text().startswith("#!/inside/python\n")
    assert script.stat().st_mode & 0o111
    assert not (site / "bin").exists()


def test_what_is_fixed_keeps_its_version(wheels: Path) -> None:
    pins = packages.resolve(["grade-test-pkg", "grade-test-tool"], ["grade-test-pkg==1.0"], "3.11", PLATFORM)
    assert "grade-test-pkg==1.0" in pins


def test_nothing_wanted_is_nothing_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/")
    assert packages.resolve([], [], "3.11", PLATFORM) == ()
    packages.unpack([], "3.11", PLATFORM, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_package_that_does_not_exist_is_the_challenges_fault(wheels: Path) -> None:
    with pytest.raises(GradeError, match=r"grade-test-nowhere.*challenge\.yaml") as raised:
        packages.resolve(["grade-test-nowhere"], [], "3.11", PLATFORM)
    assert not isinstance(raised.value, HarnessError)


def test_a_version_that_does_not_exist_is_the_challenges_fault(wheels: Path) -> None:
    with pytest.raises(GradeError, match=r"grade-test-pkg>=9.*challenge\.yaml") as raised:
        packages.resolve(["grade-test-pkg>=9"], [], "3.11", PLATFORM)
    assert not isinstance(raised.value, HarnessError)


def test_a_package_without_a_wheel_is_explained(wheels: Path) -> None:
    (wheels / "grade_test_source-1.0.tar.gz").touch()
    with pytest.raises(GradeError, match=r"Only wheels are used.*Dockerfile"):
        packages.resolve(["grade-test-source"], [], "3.11", PLATFORM)


def test_an_index_out_of_reach_is_the_machines_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    for name in ("UV_INDEX", "UV_FIND_LINKS", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://127.0.0.1:{port}/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with pytest.raises(HarnessError, match=r"can't be reached.*grade-test-pkg.*try again"):
        packages.resolve(["grade-test-pkg"], [], "3.11", PLATFORM)


class TestWhatPipIsToldHolds:
    def settings(self, tmp_path: Path, text: str = "", **environ: str) -> dict[str, str]:
        (tmp_path / "pip.conf").write_text(text)
        given = {
            "PIP_CONFIG_FILE": str(tmp_path / "pip.conf"),
            "XDG_CONFIG_DIRS": str(tmp_path),
            "HOME": str(tmp_path),
            **environ,
        }
        return packages.settings(given)

    def test_in_its_environment_variables(self, tmp_path: Path) -> None:
        settings = self.settings(
            tmp_path,
            PIP_INDEX_URL="http://127.0.0.1:9/simple",
            PIP_EXTRA_INDEX_URL="http://127.0.0.1:8/simple file:///srv/simple",
            PIP_FIND_LINKS="/srv/a /srv/b",
            PIP_CERT="/srv/ca.pem",
        )
        assert settings["UV_DEFAULT_INDEX"] == "http://127.0.0.1:9/simple"
        assert settings["UV_INDEX"] == "http://127.0.0.1:8/simple file:///srv/simple"
        assert settings["UV_INDEX_STRATEGY"] == "unsafe-best-match"
        assert settings["UV_FIND_LINKS"] == "/srv/a,/srv/b"
        assert settings["SSL_CERT_FILE"] == "/srv/ca.pem"

    def test_in_its_configuration_files(self, tmp_path: Path) -> None:
        for_all = "[global]\nindex-url = http://127.0.0.1:9/simple\n"
        settings = self.settings(tmp_path, f"{for_all}[install]\nfind-links =\n  /srv/a\n  /srv/b\n[list]\nformat = json\n")
        assert settings["UV_DEFAULT_INDEX"] == "http://127.0.0.1:9/simple"
        assert settings["UV_FIND_LINKS"] == "/srv/a,/srv/b"

    def test_unless_uv_is_told_something_itself(self, tmp_path: Path) -> None:
        settings = self.settings(tmp_path, PIP_INDEX_URL="http://127.0.0.1:9/pip", UV_DEFAULT_INDEX="http://127.0.0.1:9/uv")
        assert settings["UV_DEFAULT_INDEX"] == "http://127.0.0.1:9/uv"

    def test_and_a_broken_file_is_passed_over(self, tmp_path: Path) -> None:
        assert "UV_DEFAULT_INDEX" not in self.settings(tmp_path, "index-url without a section")
