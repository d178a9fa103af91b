"""The round's page, its JSON and its CSV: the same numbers, nothing shown too early, warnings where a test may be wrong."""

import csv
import io
import json
from collections import Counter

import a_made_up_round
import a_scored_round as a
import pytest
from click.testing import CliRunner
from test_report import Page

from harness.cli.main import command
from harness.errors import GradeError
from harness.pages import comparepage, roundfiles, roundpage
from harness.pages.roundfigures import _groups, figures
from harness.roundrow import GroupRow
from harness.rounds.folder import open_round
from harness.rounds.verify import verify

NOOR, JONAS, MEI, ILSE = a.NAMES


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    return a.make(tmp_path_factory.mktemp("round"))


def test_the_same_numbers_in_all_three(scored):
    round_, codes = scored
    done = CliRunner().invoke(command, ["round", "report", str(round_)])
    assert done.exit_code == 0, done.output
    assert "4 of 4 graded, 5 of 8 scorecards" in done.output
    place = round_ / "pages"
    data = json.loads((place / "round.json").read_text())
    table = list(csv.DictReader(io.StringIO((place / "round.csv").read_text())))
    page = Page((place / "round.html").read_text())
    assert [each["code"] for each in data["submissions"]] == [line["submission"] for line in table] == list(codes.values())
    for each, line in zip(data["submissions"], table, strict=True):
        assert line["outcome"] == each["outcome"]
        assert line["total"] == ("" if each["total"] is None else str(each["total"]))
        assert [line[f"level:{name}"] for name in each["levels"]] == [
            "" if level is None else str(level) for level in each["levels"].values()
        ]
        score = each["groups"]["history"]["score"]
        assert line["tests:history"] == ("" if score is None else str(score))
        shown = f"{each['low']:g} to {each['high']:g} %" if each["total"] is None else f"{each['total']:g} %"
        assert shown in page.text
    noor, _, mei, ilse = data["submissions"]
    assert (noor["outcome"], noor["total"], noor["levels"]["fits-the-size"]) == ("reached", 80.0, 3.5)
    assert noor["given"]["fits-the-size"] == [3, 4]
    assert data["outcomes"] == dict(Counter(each["outcome"] for each in data["submissions"]))
    # Mei's one scorecard is nobody's business yet; Ilse's tests were left open by the harness, and failed none of them.
    assert mei["covered"]
    assert mei["given"] == {}
    assert mei["levels"]["decisions"] is None
    assert ilse["groups"]["history"] == {"weight": 3.0, "score": None, "tests": 5, "failed": []}
    for words in ("covered", "two helper classes", "Worth talking"):
        assert (words in page.text) is (words == "covered")
    for name in a.NAMES:
        assert name not in page.text
    assert "Levels of 2 submissions are covered" in page.text
    assert verify(round_).faults == ()


def test_equal_rounds_give_equal_bytes_and_a_cache_changes_nothing(scored):
    round_, _ = scored
    cache = {}
    first = roundpage.render(figures(open_round(round_), cache))
    assert roundpage.render(figures(open_round(round_), cache)) == first == roundpage.render(figures(open_round(round_)))


def test_follow_writes_anew_until_it_is_closed(tmp_path):
    round_, codes = a.make(tmp_path)
    page, seen = round_ / "pages" / "round.html", []
    steps = iter([
        lambda: None,
        lambda: a.hand_in(round_, a.card(codes[MEI], "bo", (2, 2, 2))),
        lambda: None,
        lambda: a.closed(round_),
    ])  # fmt: skip

    def wait(seconds):
        assert "The round is being watched" in page.read_text()
        next(steps)()

    roundfiles.follow(round_, lambda found: seen.append((found.scorecards[0], found.covered, found.closed_at is not None)), wait)
    assert seen == [(5, 2, False), (6, 1, False), (6, 0, True)]
    assert "The round is being watched" not in page.read_text()
    assert NOOR in page.read_text()  # it was revealed
    compared = Page(comparepage.write(open_round(round_), list(codes.values())).read_text())
    assert all(name in compared.text for name in a.NAMES)


def test_somebody_writes_while_it_is_read(tmp_path, monkeypatch):
    round_, codes = a.make(tmp_path)
    reads = []

    def read(book, cache):
        reads.append(len(book.entries))
        if len(reads) == 1:
            a.settle(round_, codes[JONAS])
            raise GradeError("adjudications were changed")
        return figures(book, cache)

    monkeypatch.setattr(roundfiles, "figures", read)
    found = roundfiles.write(round_)
    assert reads[1] == reads[0] + 1 == found.entries
    card = next(round_.glob("scores/*/*.yaml"))
    card.write_text(card.read_text().replace("level: 3", "level: 4").replace("level: 1", "level: 2"))
    with pytest.raises(GradeError, match="was changed after entry"):  # nobody wrote: somebody laid hands on it
        roundfiles.write(round_)


def test_compare(scored):
    round_, codes = scored
    noor, jonas, mei, _ = codes.values()
    done = CliRunner().invoke(command, ["compare", noor, mei, jonas, "--round", str(round_)])
    assert done.exit_code == 0, done.output
    place = round_ / "pages" / f"compare-{noor}-{mei}-{jonas}.html"
    assert done.output.strip() == str(place)
    html = place.read_text()
    page = Page(html)
    for words in (
        "median of 3, 4: half-way between two levels",
        "ada level 4",
        "two helper classes have one caller each",
        "a class for one caller",
        "Reasons are covered until everyone who scores it has handed in.",
        "The third passage of one source is skipped",
        "31.5, look",
    ):
        assert words in page.text, words
    assert f'href="../results/{noor}/report.html#f' in html  # a reason's file and line
    report = (round_ / "results" / noor / "report.html").read_text()
    anchors = {part.split('"')[0] for part in html.split(f"../results/{noor}/report.html#")[1:]}
    assert len(anchors) > 8
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in report] == []
    assert place.read_text() == comparepage.render(open_round(round_), [noor, mei, jonas])
    for wrong, message in (([noor], "2 to 4 different"), ([noor, noor], "not 1"), ([noor, "amber-nobody"], "no submission")):
        with pytest.raises(GradeError, match=message):
            comparepage.write(open_round(round_), wrong)


def test_warnings_about_groups():
    def round_of(*scores):
        rows = a_made_up_round.rows(len(scores), a_made_up_round.rubrics.bundled("coding", "ml-ops"))
        return [
            row.model_copy(update={"groups": {"g": GroupRow(weight=1, score=score, tests=4)}})
            for row, score in zip(rows, scores, strict=True)
        ]

    def warning(*scores):
        return _groups(round_of(*scores))[0].warning

    assert warning(1, 1, 1, 1, 1) == "everyone passes"
    assert warning(1, 1, 1, 1) == ""  # too few to say
    assert warning(1, 1, 1, 1, 0.75) == ""
    assert warning(0, 0.25, 0, 0.25, 0) == "nearly everyone fails"
    assert warning(*[0] * 9, 1) == "nearly everyone fails"
    assert warning(*[0] * 8, 1, 1) == ""
    assert warning(None, None, 1, 1, 1, 1) == ""  # what the harness could not judge counts neither way
    page = Page(roundpage.render(a_made_up_round.make(12)))
    assert "Test group history: nearly everyone fails" in page.text
    assert "Test group contract: everyone passes" in page.text


def test_hostile_words_are_text_and_no_formula():
    found = a_made_up_round.make(40, hostile=True)
    html = roundpage.render(found)
    assert "<script>window" not in html
    assert "onerror=" not in html.replace("onerror=&#34;", "")
    assert "\u202e" not in html
    for line in csv.reader(io.StringIO(roundfiles.to_csv(found))):
        assert not [cell for cell in line if cell[:1] in ("=", "+", "-", "@") and not cell.lstrip("-").replace(".", "").isdigit()]


@pytest.mark.parametrize("count", [0, 1])
def test_a_round_with_next_to_nothing(count):
    text = Page(roundpage.render(a_made_up_round.make(count))).text
    assert ("Nothing has been handed in yet" in text) is (count == 0)
    assert "nan" not in text.lower().split()
