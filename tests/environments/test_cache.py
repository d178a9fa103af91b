import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from harness.environments import cache

from .conftest import Said

fork = multiprocessing.get_context("fork")


def test_what_is_there_is_not_built_again(tmp_path: Path, said: Said) -> None:
    place = tmp_path / "environments" / "key"
    for _ in range(2):
        assert cache.provide(place, lambda into: (into / "built").write_text("once") and said("built"), said) == place
    assert said == ["built"]
    assert (place / "built").read_text() == "once"


def test_two_builders_at_once_build_one(tmp_path: Path) -> None:
    place = tmp_path / "environments" / "key"
    built, waited = fork.Value("i", 0), fork.Value("i", 0)

    def build(into: Path) -> None:
        with built.get_lock():
            built.value += 1
        time.sleep(0.3)
        (into / "whole").touch()

    def say(line: str) -> None:
        assert "waiting for another run" in line
        with waited.get_lock():
            waited.value += 1

    def provide() -> None:
        assert (cache.provide(place, build, say) / "whole").exists()

    builders = [fork.Process(target=provide) for _ in range(4)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert [builder.exitcode for builder in builders] == [0, 0, 0, 0]
    assert built.value == 1
    assert waited.value == 3


def test_a_failed_build_leaves_nothing(tmp_path: Path, said: Said) -> None:
    place = tmp_path / "environments" / "key"

    def build(into: Path) -> None:
        (into / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.provide(place, build, said)
    assert list(place.parent.iterdir()) == []


def test_what_a_killed_builder_left_is_never_used_and_removed_by_the_next(tmp_path: Path, said: Said) -> None:
    place = tmp_path / "environments" / "key"

    def build_half(into: Path) -> None:
        (into / "half").touch()
        os.kill(os.getpid(), signal.SIGKILL)

    builder = fork.Process(target=lambda: cache.provide(place, build_half, said))
    builder.start()
    builder.join()
    assert not place.exists()
    assert [path.name for path in place.parent.glob(".key.*/half")] == ["half"]

    cache.provide(place, lambda into: (into / "whole").touch(), said)
    assert [path.name for path in place.parent.iterdir()] == ["key"]
    assert [path.name for path in place.iterdir()] == ["whole"]


def test_others_can_read_what_is_kept_whatever_the_umask(tmp_path: Path, said: Said) -> None:
    def build(into: Path) -> None:
        (into / "folder").mkdir()
        (into / "folder" / "file").touch()
        (into / "script").touch(0o700)
        cache.open_to_all(into)

    before = os.umask(0o077)
    try:
        place = cache.provide(tmp_path / "grade" / "environments" / "key", build, said)
    finally:
        os.umask(before)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (place.parent, place, *place.rglob("*"))}
    assert modes == {"environments": "0o755", "key": "0o755", "folder": "0o755", "file": "0o644", "script": "0o755"}
