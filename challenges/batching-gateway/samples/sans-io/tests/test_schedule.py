"""The rules about batches, with plain numbers instead of a clock. Run with `python -m pytest tests` from the top folder."""

import pytest

from gateway.schedule import BATCH, PATIENCE, ROOM, NoRoom, Schedule


def filled(count, now=0.0):
    schedule = Schedule()
    for number in range(count):
        schedule.arrive(f"t{number}", now)
    return schedule


def texts(batch):
    return [entry.text for entry in batch]


def test_alone_it_waits_for_company_and_no_longer():
    schedule = filled(1)
    assert schedule.take(PATIENCE * 0.9) == []
    assert schedule.wake() == PATIENCE
    assert texts(schedule.take(PATIENCE)) == ["t0"]


def test_company_leaves_with_the_first():
    schedule = filled(1)
    schedule.arrive("later", 0.015)
    assert texts(schedule.take(0.020)) == ["t0", "later"]


def test_a_full_batch_does_not_wait():
    assert len(filled(BATCH).take(0.0)) == BATCH


def test_never_more_than_a_full_batch():
    schedule = filled(BATCH + 1)
    assert len(schedule.take(1.0)) == BATCH
    assert len(schedule.take(1.0)) == 1


def test_two_slots():
    schedule = filled(3 * BATCH)
    assert schedule.take(1.0) and schedule.take(1.0)
    assert schedule.take(1.0) == []
    assert schedule.wake() is None
    schedule.release()
    assert len(schedule.take(1.0)) == BATCH


def test_order_of_arrival():
    schedule = filled(40)
    order = texts(schedule.take(1.0)) + texts(schedule.take(1.0))
    schedule.release()
    assert order + texts(schedule.take(1.0)) == [f"t{number}" for number in range(40)]


def test_who_leaves_is_in_no_batch():
    schedule = Schedule()
    entries = [schedule.arrive("same", 0.0) for _ in range(3)]
    schedule.leave(entries[1])
    assert schedule.take(1.0) == [entries[0], entries[2]]


def test_the_first_leaves_and_the_second_decides_when():
    schedule = Schedule()
    first = schedule.arrive("first", 0.0)
    schedule.arrive("second", 0.010)
    schedule.leave(first)
    assert schedule.wake() == pytest.approx(0.030)


def test_leaving_too_late_changes_nothing():
    schedule = filled(2)
    batch = schedule.take(1.0)
    schedule.leave(batch[0])
    assert not schedule.queue and not schedule.idle
    schedule.release()
    assert schedule.idle


def test_everyone_leaves():
    schedule = Schedule()
    schedule.leave(schedule.arrive("x", 0.0))
    assert schedule.take(9.0) == [] and schedule.wake() is None and schedule.idle


def test_room():
    schedule = filled(ROOM)
    with pytest.raises(NoRoom):
        schedule.arrive("one too many", 0.0)
    assert len(schedule.queue) == ROOM
    schedule.take(0.0)
    schedule.arrive("fits now", 0.0)
