"""What one test's code leaves behind is gone in the next; these run in this order."""

import shop


def test_1_spoils_files():
    assert shop.spoil_files()


def test_2_finds_them_whole(candidate):
    assert shop.add(1) == 3 and not candidate.exists("left_behind.txt")


def test_3_leaves_a_child():
    assert shop.leave_child()


def test_4_goes_on():
    assert shop.add(1) == 3


def test_5_prints_past_python():
    shop.speak_past_python()


def test_6_has_no_connection_but_its_own():
    assert len(shop.sockets()) == 1
