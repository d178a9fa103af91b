"""Small real wheels, and what a builder said while it worked."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.environments import engine


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels, which this machine's pip is told of: grade_test_pkg 1.0 and 2.0, and grade_test_tool 1.0."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for version in ("1.0", "2.0"):
        make_wheel(folder, "grade_test_pkg", version, {"grade_test_pkg/__init__.py": f"VERSION = {version!r}\n"})
    script = "[console_scripts]\ngrade-test-tool = grade_test_tool:main\n"
    make_wheel(
        folder,
        "grade_test_tool",
        "1.0",
        {"grade_test_tool.py": "import sys\ndef main():\n    print('tool', sys.executable)\n"},
        {"entry_points.txt": script},
    )
    monkeypatch.delenv("UV_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def make_wheel(folder: Path, name: str, version: str, files: dict[str, str], info: dict[str, str] | None = None) -> None:
    about = f"{name}-{version}.dist-info"
    contents = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: by-hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        **{f"{about}/{path}": text for path, text in (info or {}).items()},
    }
    contents[f"{about}/RECORD"] = "".join(f"{path},,\n" for path in [*contents, f"{about}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in contents.items():
            archive.writestr(path, text)


class Said(list[str]):
    """A Progress that keeps its lines."""

    def __call__(self, line: str) -> None:
        self.append(line)


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def client() -> Iterator[engine.Client]:
    with engine.connect() as connected:
        yield connected
