"""Small real wheels, and what a builder said while it worked."""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.environments import engine


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of wheels, which this machine's pip is told of: grade_test_pkg 1.0 and 2.0, and grade_test_tool 1.0."""
    folder = tmp_path_factory.mktemp("grade-test-wheels")
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
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delenv("UV_FIND_LINKS", raising=False)
        monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
        yield folder


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


@pytest.fixture(scope="module")
def public() -> Iterator[Path]:
    """A folder that every user can read. pytest makes its own private, again and again."""
    with tempfile.TemporaryDirectory(prefix="grade-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


class Said(list[str]):
    """A Progress that keeps its lines."""

    def __call__(self, line: str) -> None:
        self.append(line)


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture(scope="module")
def client() -> Iterator[engine.Client]:
    with engine.connect() as connected:
        yield connected


def remove_with_all_on_it(client: engine.Client, name: str) -> None:
    """Remove an image of ours that only this test has, and what was built on it."""
    for one in client.images.list(filters={"label": f"{engine.BELOW}={name}"}):
        for tag in one.tags:
            if client.images.get(tag).labels.get(engine.BELOW) == name:
                remove_with_all_on_it(client, tag)
    if engine.find(client, name) is not None:
        client.images.remove(name, force=True)
