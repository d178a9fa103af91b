"""What every test of unpacking does: hand in an archive, look at what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.errors import GradeError, HarnessError
from harness.submission import Submission
from harness.unpack import unpack


@pytest.fixture
def hand_in(tmp_path: Path) -> Callable[[str, bytes], Submission]:
    """Unpack these bytes under that name."""

    def unpacked(name: str, data: bytes) -> Submission:
        (tmp_path / name).write_bytes(data)
        return unpack(tmp_path / name)

    return unpacked


@pytest.fixture
def refused(tmp_path: Path, hand_in: Callable[[str, bytes], Submission]) -> Callable[[str, bytes], str]:
    """The message for these bytes under that name, without the path of the archive, which it must begin with."""

    def message(name: str, data: bytes) -> str:
        with pytest.raises(GradeError) as caught:
            hand_in(name, data)
        assert not isinstance(caught.value, HarnessError)
        text = str(caught.value)
        assert text.startswith(f"{tmp_path}/{name}")
        assert " — " in text, "a refusal says what to do"
        return text.removeprefix(f"{tmp_path}/{name}").lstrip(": ")

    return message
