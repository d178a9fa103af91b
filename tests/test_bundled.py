"""Where the folders that come with the program are found."""

from pathlib import Path

import pytest

from harness import bundled
from harness.errors import HarnessError


def test_in_a_checkout_they_are_beside_the_package() -> None:
    assert bundled.folder("challenges") == Path(bundled.__file__).parents[1] / "challenges"


def test_in_a_wheel_they_are_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "harness/_bundled/reports").mkdir(parents=True)
    (tmp_path / "reports").mkdir()  # somebody's own folder in site-packages is not ours
    monkeypatch.setattr(bundled, "_PACKAGE", tmp_path / "harness")
    assert bundled.folder("reports") == tmp_path / "harness/_bundled/reports"


def test_a_broken_installation_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "_PACKAGE", tmp_path)
    with pytest.raises(HarnessError, match="lacks its folder reports/ — install it again"):
        bundled.folder("reports")
