"""Nothing that a grader sees says who wrote a submission."""

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from a_round import WordGrader, book, opened, submission

from harness.rounds import adding, closing
from harness.rounds.blind import draw_code, mask_of
from harness.unpack import unpack

WRITTEN = '''# Author: Ilse Marchetti-Koch
"""Written by Noor Haddad <noor.haddad@example.org>, see github.com/noor-h or https://www.linkedin.com/in/noor-haddad-42."""
__author__ = "N. Haddad"
NOOR_HADDAD = "noor_haddad"
# haddad.noor@work.example and https://noorh.github.io/about ; HADDAD says one
will = haddock = "noor"  # a noun here
'''


def test_what_is_masked_and_what_is_left(tmp_path):
    text = mask_of(["Noor Haddad", "nhaddad@example.org", "noor-haddad"], [WRITTEN]).text(WRITTEN)
    for gone in ("Haddad", "HADDAD", "Noor", "github.com", "linkedin", "github.io", "@", "Marchetti", "noor_haddad"):
        assert gone not in text, gone
    for kept in ('will = haddock = "noor"', "# a noun here", "# Author: [name]", "says one"):
        assert kept in text
    assert text.count("\n") == WRITTEN.count("\n")


@pytest.mark.parametrize("given", ["", "zip", "J", "submission-final", "的"])
def test_names_that_are_none_mask_nothing(given):
    assert mask_of([given]).text("a submission of mine, final") == "a submission of mine, final"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("Ronald McDonald", "McDonald wrote it"),
        ("Jose\u0301 Garci\u0301a", "Jos\u00e9 wrote it, for Garc\u00eda"),
        ("Jos\u00e9 Garc\u00eda", "Jose Garcia wrote it; Garcia did"),
        ("\u738b\u4f1f", "\u4f5c\u8005\u738b\u4f1f\u5199\u7684"),
        ("\u092a\u094d\u0930\u093f\u092f\u093e \u0936\u0930\u094d\u092e\u093e", "by \u0936\u0930\u094d\u092e\u093e"),
        ("Wei Li", "by Li"),
    ],
)
def test_names_that_are_not_two_plain_words_are_masked_too(given, text):
    shown = mask_of([given]).text(text)
    left = [part for part in ("Donald", "Garc", "Jos", "\u738b\u4f1f", "\u0930\u094d", "Li") if part in shown]
    assert "[name]" in shown and not left


def test_a_candidate_called_will_costs_no_code():
    assert mask_of(["Will Black"]).text("will black out; Will B. wrote BLACK = 1") == "[name] out; [name] B. wrote [name] = 1"
    assert mask_of(["Will Black"]).text("it will be black") == "it will be black"


def test_results_and_reports_of_a_round_are_masked(tmp_path):
    round_ = opened(tmp_path)
    code = adding.add(round_, submission(tmp_path / "noor-haddad", WRITTEN), "dana", "Noor Haddad")
    graded = adding.grade(round_, code, WordGrader(), "dana")
    assert graded.evaluation.submission.name == code
    lock = graded.evaluation.provenance.lock
    assert (lock.round, lock.submissions_before, lock.number) == ("round", 0, 1)
    seen = [path for path in (round_ / "results").rglob("*") if path.is_file()]
    assert {path.name for path in seen} == {"result.json", "report.html", "junit.xml", "findings.sarif", "run.log"}
    for path in seen:
        text = path.read_text()
        assert "Haddad" not in text and "noor.haddad" not in text and "linkedin" not in text, path
    log = (round_ / "log.jsonl").read_text()
    assert "addad" not in log and code in log
    kept = adding.stored(book(round_), code)
    assert kept.files[0].data.decode() == WRITTEN and kept.sha256 == unpack(tmp_path / "noor-haddad").sha256
    assert book(round_).shown_name(code) == code
    closing.close(round_, "dana", incomplete="a test")
    closing.reveal(round_, "dana")
    assert book(round_).shown_name(code) == "Noor Haddad"


@pytest.mark.parametrize(
    "text",
    ["a" * 400_000, "a." * 200_000, "a@" * 200_000, "\n" * 400_000, "-" * 400_000, "https://" * 50_000,
     "Author: A" + "b" * 400_000, "Author: Ab Cd\n" * 30_000, "copyright" + " " * 400_000,
     "Noor" + " " * 400_000, "Noor " * 80_000, "Authors:" * 50_000],
)  # fmt: skip
def test_hostile_text_is_masked_in_little_time(text):
    began = time.process_time()
    mask_of(["Noor Haddad"], [text[:65536]] * 5).text(text)
    assert time.process_time() - began < 2


def test_code_names_are_never_given_twice():
    taken: set[str] = set()
    for _ in range(500):
        taken.add(draw_code(taken))
    assert len(taken) == 500
