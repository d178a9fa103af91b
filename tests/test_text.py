"""Hostile text at the border: what is shown for it."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.text import hides_something, one_line, visible

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too
ANY = st.one_of(ANY_TEXT, st.binary(), st.text(st.sampled_from("a\x1b\u202e\u0301\ufe0f⚠\u200d\ud800é字🙂\n\t\r")))
LIMITS = st.integers(-1, 120)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("plain, ünïcode, 字, 🙂\n\ttext", "plain, ünïcode, 字, 🙂\n\ttext"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("over\rwritten", "over␍written"),
        ("null\0 back\b del\x7f", "null␀ back␈ del␡"),
        ("\x9b31m is an escape of one byte", "⟨U+009B⟩31m is an escape of one byte"),
        ("if access\u202e#\u2066 then", "if access⟨U+202E⟩#⟨U+2066⟩ then"),
        ("zero\u200bwidth\u2060\ufeff\u00ad", "zero⟨U+200B⟩width⟨U+2060⟩⟨U+FEFF⟩⟨U+00AD⟩"),
        ("line\u2028separator\u2029 \x85 \x0b\x0c", "line⟨U+2028⟩separator⟨U+2029⟩ ⟨U+0085⟩ ␋␌"),
        ("tag \U000e0041\U000e0042", "tag ⟨U+E0041⟩⟨U+E0042⟩"),
        ("filler \u3164\u115f\u2800", "filler ⟨U+3164⟩⟨U+115F⟩⟨U+2800⟩"),
        ("lone \ud800 surrogate", "lone ⟨U+D800⟩ surrogate"),
        ("private \ue000, never \uffff", "private ⟨U+E000⟩, never ⟨U+FFFF⟩"),
        ("selector a\ufe0f\U000e0100", "selector a⟨U+FE0F⟩⟨U+E0100⟩"),
        ("sign ⚠\ufe0f, twice ⚠\ufe0f\ufe0f", "sign ⚠\ufe0f, twice ⚠\ufe0f⟨U+FE0F⟩"),
        ("e\u0301 is a letter", "e\u0301 is a letter"),
        ("z" + "\u0301" * 6, "z" + "\u0301" * 4 + "⟨U+0301⟩⟨U+0301⟩"),
        (b"caf\xc3\xa9 \xff\xc3", "café ⟨0xFF⟩⟨0xC3⟩"),
        (b"\xed\xa0\x80 is a surrogate in disguise", "⟨0xED⟩⟨0xA0⟩⟨0x80⟩ is a surrogate in disguise"),
    ],
)
def test_what_hides_is_shown(hostile: str | bytes, shown: str) -> None:
    assert visible(hostile, 1000) == shown


def test_what_is_cut_is_counted() -> None:
    assert visible("x" * 1000, 40) == "x" * 16 + " …[984 characters cut]"
    assert visible("é".encode() * 1000, 40) == "é" * 21 + " …[1,958 bytes cut]"


def test_a_mark_is_never_cut_in_two() -> None:
    shown = visible("\u202e" * 100, 60)
    assert shown == "⟨U+202E⟩" * 4 + " …[96 characters cut]"


def test_a_small_limit_holds_all_the_same() -> None:
    assert [visible("abcdef", limit) for limit in (0, 1, 3, 6)] == ["", "…", "ab…", "abcdef"]


def test_one_line_is_one_line() -> None:
    assert one_line("Traceback:\n\tfile\r\n\u2028x") == "Traceback:⏎ file␍⏎⟨U+2028⟩x"


def test_names_that_hide_something_are_told_from_others() -> None:
    assert not hides_something("ünï 字/🙂.py")
    assert hides_something("solution\u202eyp.exe")
    assert hides_something("a\u200b.py")


@given(ANY, LIMITS)
@example(b"\xf0\x9f\x99", 2)
@example("⚠\ufe0f\u0301", 3)
def test_the_result_is_bounded_and_can_be_encoded(text: str | bytes, limit: int) -> None:
    for shown in (visible(text, limit), one_line(text, limit)):
        assert len(shown) <= max(limit, 0)
        shown.encode("utf-8")


@given(ANY, LIMITS)
@example("\x1b\ufe0f", 50)
@example("\u2800\ufe0f", 50)
@example("\u0301" * 9, 50)
def test_what_is_visible_stays_as_it_is(text: str | bytes, limit: int) -> None:
    once = visible(text, limit)
    assert visible(once, limit) == once
    assert one_line(one_line(text, limit), limit) == one_line(text, limit)


@given(ANY)
def test_nothing_that_controls_is_left(text: str | bytes) -> None:
    left = {unicodedata.category(char) for char in visible(text, 10_000) if char not in "\n\t"}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert not set(one_line(text, 10_000)) & set("\n\t\r")


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), max_codepoint=0x3000)))
def test_honest_text_is_left_alone(text: str) -> None:
    text = text.replace("\u2800", "").replace("\u115f", "").replace("\u1160", "")
    assert visible(text, len(text)) == text


def test_a_hostile_length_costs_nothing() -> None:
    assert len(visible(b"\xff" * 50_000_000, 100)) <= 100
    assert len(one_line("\u202e" * 10_000_000, 100)) <= 100
