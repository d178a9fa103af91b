"""Killed at any point of any command, a round verifies afterwards and goes on; nothing that was confirmed is lost.

GRADE_ROUND_KILLS=200 kills that many times; the suite does fewer.
"""

import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from a_round import WordGrader, book, card, challenge, opened, scored, submission

from harness.errors import GradeError
from harness.rounds import adding, closing, deciding, regrading, scoring, store
from harness.rounds.opening import Change, Opening, amend, harness_now, open_
from harness.rounds.verify import verify

KILLS = int(os.environ.get("GRADE_ROUND_KILLS", "30"))


def steps(tmp: Path, round_: Path):
    """Every command of a round's life, in order; each can be run again after it was killed."""
    tests = challenge(tmp / "challenge")
    fewer = challenge(tmp / "fewer", "one two")
    people = {name: submission(tmp / name, text) for name, text in (("noor", "one two"), ("mei", "one"))}

    def code(name: str) -> str:
        return next(code for code, each in book(round_).names().people.items() if each.name == name)

    def add_and_grade(name: str):
        adding.grade(round_, adding.add(round_, people[name], "dana"), WordGrader(), "dana")

    def score(name: str, grader: str, *levels: int):
        if code(name) in scoring.to_do(book(round_), grader):
            scored(round_, code(name), grader, *levels)

    def once(done, step):
        if not done():
            step()

    asked = Opening("coding", "product-implementer", "dana", str(tests), graders_per_submission=2)
    yield lambda: once(lambda: is_there(round_), lambda: open_(round_, asked))
    yield lambda: adding.invite(round_, "noor", "dana")
    yield lambda: deciding.clarify(round_, code("noor"), "Is it?", "It is.", "dana")
    yield lambda: add_and_grade("noor")
    yield lambda: add_and_grade("mei")
    yield lambda: scoring.save(round_, card(code("noor"), "ada", 1))
    yield lambda: score("noor", "ada", 1, 2, 3)
    yield lambda: score("noor", "bo", 4, 2, 3)
    yield lambda: once(
        lambda: book(round_).round.amendments, lambda: amend(round_, Change("a test was wrong", "dana", challenge=str(fewer)))
    )
    yield lambda: [regrading.regrade(round_, each, WordGrader(), "dana") for each in regrading.left(book(round_))]
    yield lambda: once(lambda: book(round_).state.accepted, lambda: regrading.accept(round_, "dana"))
    yield lambda: [score("noor", "ada", 1, 2, 3), score("noor", "bo", 4, 2, 3), score("mei", "ada", 2, 2, 2)]
    yield lambda: once(lambda: book(round_).state.appeals, lambda: deciding.appeal(round_, code("noor"), "unfair", "dana"))
    yield lambda: score("noor", "cy", 2, 2, 2)
    yield lambda: deciding.adjudicate(round_, code("noor"), "fits-the-size", 2, "seen again", "dana")
    yield lambda: score("mei", "bo", 2, 3, 2)
    yield lambda: once(lambda: book(round_).state.closed, lambda: closing.close(round_, "dana"))
    yield lambda: closing.reveal(round_, "dana")


def is_there(round_: Path) -> bool:
    """Whether opening it has happened: from the moment at which its first step was written down."""
    return (round_ / "log.jsonl").exists() or (round_ / store.PENDING / store.INTENT).exists()


CALLS = ("fsync", "rename", "replace", "open", "unlink", "mkdir", "rmdir", "write")


def counted(real, left: list[int]):
    """`real`, which kills the process once `left` has run out."""

    def call(*args, **more):
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **more)

    return call


def run_and_die(step, after: int) -> bool:
    """Run `step` in a child that is killed at its `after`-th call of the system; False where it came to its end before."""
    child = os.fork()
    if child == 0:
        left = [after]
        for name in CALLS:
            setattr(os, name, counted(getattr(os, name), left))
        try:
            step()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def run_and_be_killed(step, after_s: float) -> bool:
    """The same, killed from outside after some time, wherever it is."""
    child = os.fork()
    if child == 0:
        try:
            step()
        except BaseException:
            os._exit(3)
        os._exit(0)
    time.sleep(after_s)
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_killed_at_random(tmp_path):
    harness_now()
    draw = random.Random(os.environ.get("GRADE_ROUND_SEED", "17"))
    killed = 0
    for number in range(1000):
        tmp = tmp_path / str(number)
        tmp.mkdir()
        round_ = tmp / "round"
        for step in steps(tmp, round_):
            for _ in range(draw.choice((1, 2))):  # a second one on top of the first
                if draw.random() < 0.8:
                    killed += run_and_die(step, draw.randint(1, 60))
                else:
                    killed += run_and_be_killed(step, draw.random() * 0.05)
                if is_there(round_):
                    found = verify(round_)
                    assert found.faults == (), (killed, found.faults)
            step()
            assert verify(round_).faults == ()
        assert book(round_).state.revealed
        graders = {card.grader for each in book(round_).codes for card in book(round_).state.handed_in(each)}
        assert graders == {"ada", "bo", "cy"}
        if killed >= KILLS:
            break
    assert killed >= KILLS
    print(f"killed {killed} times in {number + 1} rounds")


@pytest.mark.parametrize("part", [0.0, 0.3, 0.99, 1.0])
def test_a_power_cut_while_the_log_is_written(tmp_path, part, monkeypatch):
    """The intent is there, the log's line is not, or half of it: the next one to open the round finishes it."""
    round_ = opened(tmp_path)
    whole = (round_ / "log.jsonl").read_bytes()
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(store, "_move", lambda *_: (_ for _ in ()).throw(RuntimeError("cut")))
        adding.invite(round_, "noor", "dana")
    line = (round_ / "log.jsonl").read_bytes()[len(whole) :]
    (round_ / "log.jsonl").write_bytes(whole + line[: int(len(line) * part)])
    assert verify(round_).faults == ()
    assert [each.name for each in book(round_).names().people.values()] == ["noor"]


def test_an_unfinished_step_that_does_not_fit_is_told(tmp_path, monkeypatch):
    round_ = opened(tmp_path)
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(store, "_finish", lambda *_: (_ for _ in ()).throw(RuntimeError("cut")))
        adding.invite(round_, "noor", "dana")
    staged = round_ / ".pending" / "0"
    staged.write_bytes(staged.read_bytes().replace(b"noor", b"nora"))
    assert any("another hash" in fault.what for fault in verify(round_).faults)
    with pytest.raises(GradeError, match="doesn't fit the round"):
        adding.invite(round_, "mei", "dana")


def test_many_at_the_same_moment_all_keep_what_they_wrote(tmp_path):
    """Two graders, each in a process of its own, and one who adds submissions meanwhile."""
    round_ = opened(tmp_path)
    harness_now()
    codes = []
    for number in range(4):
        code = adding.add(round_, submission(tmp_path / f"c{number}", f"one {number}"), "dana")
        adding.grade(round_, code, WordGrader(), "dana")
        codes.append(code)

    def forked(step) -> int:
        child = os.fork()
        if child == 0:
            try:
                step()
            except BaseException as error:
                sys.stderr.write(f"{error}\n")
                os._exit(1)
            os._exit(0)
        return child

    def score_all(grader: str, level: int):
        for code in codes:
            for draft in (1, 2, 3):
                scoring.save(round_, card(code, grader, *[level] * draft))
            scoring.hand_in(round_, code, grader)

    children = [
        forked(lambda: score_all("ada", 2)),
        forked(lambda: score_all("bo", 3)),
        forked(lambda: [adding.invite(round_, f"late {number}", "dana") for number in range(10)]),
    ]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert verify(round_).faults == ()
    found = book(round_)
    for code in codes:
        given = {card.grader: [mark.level for mark in card.criteria.values()] for card in found.scorecards(code)}
        assert given == {"ada": [2, 2, 2], "bo": [3, 3, 3]}
    assert len(found.state.candidates) == 14


def test_threads_of_one_process_wait_for_each_other(tmp_path):
    round_ = opened(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda number: adding.invite(round_, f"c{number}", "dana"), range(12)))
    assert len(set(codes)) == 12
    assert verify(round_).faults == ()
