"""Labels tell the dead from the living, and in doubt nobody is dead."""

import os
import subprocess
import sys

import pytest

from harness.errors import HarnessError
from harness.sandbox import owner

ENDED = [sys.executable, "-c", "from harness.sandbox import owner; print(owner.me())"]


def test_this_process_is_alive() -> None:
    assert not owner.is_dead(owner.me()) and not owner.is_dead(owner.me(), running=True)


def test_one_that_has_ended_is_dead() -> None:
    said = subprocess.run(ENDED, capture_output=True, text=True, check=True).stdout.strip()
    assert owner.is_dead(said) and owner.is_dead(said, running=True)


def test_a_number_that_was_given_to_another_is_not_its_first_owner() -> None:
    assert owner.is_dead(owner.label(os.getpid(), "1"))


def changed(part: int, text: str) -> str:
    parts = owner.label(2**22 + 1, "1").split(":")
    parts[part] = text
    return ":".join(parts)


def test_what_is_known_of_a_label_of_elsewhere() -> None:
    assert owner.is_dead(changed(4, "1"))  # the same, as it is: no such process here
    assert not owner.is_dead(changed(0, "another-host"))
    assert not owner.is_dead(changed(2, "another-container"))
    assert owner.is_dead(changed(1, "an-earlier-start")) and not owner.is_dead(changed(1, "an-earlier-start"), running=True)
    assert not owner.is_dead("") and not owner.is_dead("nonsense") and not owner.is_dead("a:b:c:d:e")


def test_users_numbers_are_not_shared() -> None:
    assert len({owner.free_uid() for _ in range(len(owner.FREE_UIDS))}) == len(owner.FREE_UIDS)


@pytest.mark.parametrize(
    ("uid_map", "expected"),
    [
        ("0 0 4294967295", owner.MANY_FREE_UIDS),
        ("0 1000 1\n1 100000 65536", owner.FREE_UIDS),  # a rootless container
        ("0 1000 1", None),  # root of a namespace that a user made
        ("0 0 1", HarnessError),  # the host's root, and no other to become
    ],
)
def test_whom_root_becomes(monkeypatch: pytest.MonkeyPatch, uid_map: str, expected: object) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(owner, "_text", lambda path: uid_map)
    if expected is HarnessError:
        with pytest.raises(HarnessError, match="root can't become another user"):
            owner.to_become()
    elif expected is None:
        assert owner.to_become() is None
    else:
        assert isinstance(expected, range) and owner.to_become() in expected
