"""The corpus itself: every way in is tried, and every folder says what must come of it."""

from collections import Counter

import pytest
import yaml
from attack import CORPUS, WORDS, names_of_tests
from attack import corpus as attacks

# The paragraphs of what is known of attacks (same-process tricks, forging, equality and types, reading, guessing the examiner,
# exhausting, archives, report), and the two sides of the host's safety.
FAMILIES = {
    "same_process": 15,
    "forging": 12,
    "equality": 15,
    "reading": 10,
    "guessing": 4,
    "exhausting": 20,
    "archives": 15,
    "report": 8,
    "network": 8,
    "escape": 12,
}


def test_there_are_enough():
    assert len(attacks()) >= 100
    counted = Counter(attack.family for attack in attacks())
    assert set(counted) == set(FAMILIES)
    assert {family: counted[family] for family, least in FAMILIES.items() if counted[family] < least} == {}


@pytest.mark.parametrize("folder", sorted(path for path in CORPUS.iterdir() if path.is_dir()), ids=lambda path: path.name)
def test_folder(folder):
    """One way to make it, and an expectation that can fail."""
    assert (folder / "expect.yaml").is_file(), "no expect.yaml"
    assert (folder / "submission").is_dir() != (folder / "make.py").is_file(), "either submission/ or make.py"
    attack = next(each for each in attacks() if each.folder == folder)
    expect = attack.expect
    assert attack.twin.is_dir() and attack.twin.parent == CORPUS.parent / "twins"
    assert expect.why and expect.barrier
    tests = names_of_tests(expect.challenge)
    for name in (*(() if expect.touches == "all" else expect.touches), *expect.may_touch):
        assert name in tests or name in tests.values(), f"touches {name}, which is no test and no group"
    assert bool(expect.touches) == (expect.verdict != "inert" or bool(expect.where)), "what is inert everywhere touches nothing"
    assert bool(expect.may_touch) <= bool(expect.or_else)
    assert set(expect.or_else) | set(expect.where.values()) <= set(WORDS)


def test_keys_are_known():
    """A key with a typing error must not be one that is left out."""
    for path in CORPUS.glob("*/expect.yaml"):
        assert set(yaml.safe_load(path.read_text("utf-8"))) >= {"challenge", "twin", "verdict", "touches", "why", "barrier"}, path


def test_attack_differs_from_its_twin(tmp_path):
    """An attack that is a copy of its twin tries nothing."""
    for attack in attacks():
        overlay = attack.folder / "submission"
        for path in overlay.rglob("*") if overlay.is_dir() else ():
            twin = attack.twin / path.relative_to(overlay)
            assert not (path.is_file() and twin.is_file() and path.read_bytes() == twin.read_bytes()), path
