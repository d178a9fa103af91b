"""Forgetting one person: nothing of theirs is left, the numbers are, and the log still holds, also in a closed round."""

import pytest
from click.testing import CliRunner
from pages import a_scored_round as a

from harness.cli.main import command
from harness.errors import GradeError
from harness.forget import find, forget
from harness.pages import roundfiles
from harness.pages.roundfigures import figures
from harness.rounds.deciding import appeal
from harness.rounds.folder import open_round
from harness.rounds.verify import verify

NOOR, JONAS, MEI, ILSE = a.NAMES


def test_forget(tmp_path):
    round_, codes = a.make(tmp_path)
    appeal(round_, codes[NOOR], "rule 5 was read otherwise", "dana", "decisions")
    a.scoring.save(round_, a.card(codes[NOOR], "cy", (1, 1, 1)))  # a draft, which the log does not know of
    before = roundfiles.write(round_)
    (round_ / "pages" / "of-mei.html").write_text(f"about {codes[MEI]}")
    for wrong in ("Nobody", "", f"{codes[NOOR]}x"):
        with pytest.raises(GradeError, match="nobody in this round") as said:
            find(open_round(round_), wrong)
        assert all(name not in str(said.value) for name in a.NAMES)
    asked = CliRunner().invoke(command, ["round", "forget", str(round_), codes[NOOR]], input="n\n")
    assert asked.exit_code != 0
    assert codes[NOOR] in open_round(round_).codes
    done = CliRunner().invoke(command, ["round", "forget", str(round_), "noor HADDAD", "--yes", "--by", "dana"])
    assert done.exit_code == 0, done.output
    assert "files of one person" in done.output
    assert_gone(round_, codes[NOOR], "Noor", "Haddad", "noor@example.org", "rule 5 was read otherwise")
    book = open_round(round_)
    assert codes[NOOR] not in book.codes
    assert book.clarifications()[0].asked_by == "forgotten"
    assert (round_ / "pages" / "of-mei.html").exists()
    after = figures(book)
    assert after.totals == before.totals
    assert after.groups == before.groups
    assert [each.units for each in after.agreement] == [each.units for each in before.agreement]
    assert next(each for each in after.submissions if each.code == codes[NOOR]).forgotten
    assert f'href="../results/{codes[NOOR]}/' not in (round_ / "pages" / "round.html").read_text()
    with pytest.raises(GradeError, match="deleted already"):
        find(book, codes[NOOR])

    a.closed(round_)
    forgotten = forget(round_, codes[MEI], "dana")
    assert "pages/of-mei.html" in forgotten.others
    assert_gone(round_, codes[MEI], "Mei Okafor", "mei@example.org")
    assert {each.code for each in figures(open_round(round_)).submissions} == set(codes.values())
    assert figures(open_round(round_)).names[codes[MEI]] == codes[MEI]


def assert_gone(round_, code, *words):
    assert verify(round_).faults == ()
    places = [path for path in round_.rglob("*") if code in path.name]
    assert places == []
    for path in round_.rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert not [word for word in words if word and word in text], path
