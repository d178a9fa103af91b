"""Benign changes move the score by at most two points; each needless abstraction raises it, whatever was injected before."""

import itertools

import pytest
from heuristics import mutations

from harness import challenge as challenges
from harness.heuristics import reading, scale, scoring
from harness.unpack import unpack

MOST_MOVE = 2.0
LEAST_RISE = 0.2


@pytest.fixture(scope="module", params=challenges.known())
def challenge(request):
    return challenges.named(request.param)


@pytest.fixture(scope="module")
def measured(challenge):
    return scale.scale(challenge)


def solutions(challenge, measured):
    for each in measured.accepted:
        folder = challenge.folder / ("reference" if each.kind == "reference" else f"samples/{each.name}")
        yield each, unpack(folder)


def points(challenge, measured, sha256, submission):
    read = reading.here([submission], challenge)[0]
    return scoring.judge(read, measured.without(sha256), standings=False).points


def entry_files(challenge):
    modules = list(challenge.imports) or [p.split("-m ")[1].split()[0] for p in challenge.entry_points if "-m " in p]
    return [f"{modules[0]}.py", f"{modules[0]}/__init__.py", f"{modules[0]}/__main__.py"]


def test_what_means_nothing_costs_nothing(challenge, measured):
    moved = []
    for each, submission in solutions(challenge, measured):
        before = scoring.judge(each.reading, measured.without(each.sha256), standings=False).points
        for change in mutations.BENIGN:
            made = mutations.changed(submission, change, {"pack", "BudgetError", "triage_ticket", "main"})
            after = points(challenge, measured, each.sha256, made)
            if abs(after - before) > MOST_MOVE:
                moved.append((each.name, change.__name__, before, after))
    assert not moved


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "in the other order"])
def test_each_needless_abstraction_raises_the_score(challenge, measured, turned):
    names = list(mutations.NEEDLESS)[:: -1 if turned else 1]
    files = entry_files(challenge)
    for each, submission in solutions(challenge, measured):
        found = [scoring.judge(each.reading, measured.without(each.sha256), standings=False).points]
        for count in range(1, len(names) + 1):
            made = mutations.changed(submission, lambda python, _, n=count: mutations.injected(python, files, names[:n]), set())
            found.append(points(challenge, measured, each.sha256, made))
        rises = [after - before for before, after in itertools.pairwise(found)]
        assert min(rises) >= LEAST_RISE, (each.name, names, found)
