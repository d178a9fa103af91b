"""The selection-rate check: textbook numbers, small numbers, and labels that stay where they are."""

import json

import pytest
from click.testing import CliRunner
from pages import a_scored_round as a

from harness.cli.main import command
from harness.errors import GradeError
from harness.rates import compare, fisher, rates
from harness.rounds.folder import open_round


@pytest.mark.parametrize(
    ("table", "p"),
    [
        ((3, 1, 1, 3), 0.4857142857),  # Fisher's tea
        ((1, 9, 11, 3), 0.0027594562),  # R: fisher.test(matrix(c(1, 11, 9, 3), 2))
        ((8, 2, 1, 5), 0.0349650350),  # scipy.stats.fisher_exact's example
        ((0, 5, 0, 5), 1.0),
    ],
)
def test_fisher(table, p):
    a, b, c, d = table
    assert fisher(a, b, c, d) == pytest.approx(p, rel=1e-6)
    assert fisher(c, d, a, b) == fisher(b, a, d, c) == fisher(a, b, c, d)


@pytest.mark.parametrize(
    ("counts", "findings"),
    [
        # 48 of 80 and 12 of 40: 60 % and 30 %, a ratio of one half
        ({"a": (48, 80), "b": (12, 40)}, {"a": "highest rate", "b": "below four fifths"}),
        ({"a": (3, 5), "b": (2, 5)}, {"a": "highest rate", "b": "below four fifths, can't tell"}),
        ({"a": (4, 6), "b": (4, 7)}, {"a": "highest rate", "b": "can't tell"}),
        ({"a": (60, 100), "b": (52, 100)}, {"a": "highest rate", "b": "no sign"}),
        ({"a": (600, 1000), "b": (520, 1000)}, {"a": "highest rate", "b": "differs"}),
        ({"a": (1, 1), "b": (5, 10)}, {"a": "can't tell", "b": "highest rate"}),  # one person is no yardstick
        ({"a": (0, 9), "b": (0, 9)}, {"b": "highest rate", "a": "can't tell"}),
        ({"a": (2, 3)}, {"a": "can't tell"}),
        ({}, {}),
    ],
)
def test_findings(counts, findings):
    found = {each.group: each.finding for each in compare(counts)}
    assert found == findings


def test_a_rounds_rates_and_what_its_labels_may_be(tmp_path):
    round_, codes = a.make(tmp_path)
    before = sorted(path.name for path in round_.rglob("*"))
    book = open_round(round_)
    labels = tmp_path / "labels.csv"
    labels.write_text(f"candidate,group\nNoor Haddad,x\n{codes[a.NAMES[1]]},y\nNobody Known,y\nilse marchetti,y\n")
    found = rates(book, labels)
    assert [(each.group, each.people, each.selected) for each in found.groups] == [("x", 1, 1), ("y", 1, 0)]
    assert {each.finding for each in found.groups} == {"can't tell"}
    assert (found.undecided, found.unknown, found.unlabelled) == (1, (4,), 1)
    said = CliRunner().invoke(command, ["round", "rates", str(round_), str(labels)])
    assert said.exit_code == 0, said.output
    for words in ("can't tell", "no all-clear", "Nothing was stored", "Lines that name nobody in the round: 4"):
        assert words in said.output
    data = json.loads(CliRunner().invoke(command, ["round", "rates", str(round_), str(labels), "--json"]).output)
    assert data == found.model_dump(mode="json")
    labels.write_text("candidate,group,selected\nNoor Haddad,x,no\nJonas Lind,y,yes\n")
    found = rates(book, labels)
    assert [(each.group, each.selected) for each in found.groups] == [("x", 0), ("y", 1)]
    assert found.selected_by == "the file's column"
    for text, message in (
        ("name,group\nx,y\n", "labels.csv:1: the first line"),
        ("candidate,group\nNoor Haddad,\n", "labels.csv:2: candidate or group is empty"),
        ("candidate,group\nNoor Haddad,x\nNOOR HADDAD,y\n", "labels.csv:3: this candidate has a line above"),
        ("candidate,group,selected\nNoor Haddad,x,perhaps\n", 'selected is "perhaps"'),
    ):
        labels.write_text(text)
        with pytest.raises(GradeError, match=message):
            rates(book, labels)
    labels.write_bytes(b"candidate,group\n\xff\xfe,x\n")
    with pytest.raises(GradeError, match="no CSV in UTF-8"):
        rates(book, labels)
    inside = round_ / "labels.csv"
    with pytest.raises(GradeError, match="must not lie with the scores"):
        rates(book, inside)
    assert sorted(path.name for path in round_.rglob("*")) == before
