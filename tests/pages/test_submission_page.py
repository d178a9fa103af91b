"""The submission report with people's scores: what it shows, what it covers, and that every figure leads to what made it."""

import itertools
import json
import re

import a_scored_round as a
import evaluations
import pytest
from click.testing import CliRunner
from test_report import Page

from harness import report, results
from harness.cli.main import command
from harness.errors import GradeError
from harness.evaluation import ScopeFinding
from harness.fairness.record import FairnessRecord, Proved
from harness.letter import compose, write
from harness.merge import of_round
from harness.pages import dossier, submission
from harness.pages.beside import Beside, inside
from harness.pipeline import Pipeline
from harness.rounds import scorecard as scorecards
from harness.rounds.folder import open_round
from harness.rounds.verify import verify
from harness.yamltext import dump

NOOR, JONAS, MEI, ILSE = a.NAMES
WORDS = re.compile(r"\b(hire|hiring|reject(ed)?|recommend(?!s nothing)|advance)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What the pages show: the round open, settled, and closed; made once, since it is the same for every test."""
    round_, codes = a.make(tmp_path_factory.mktemp("scored"))
    shown = {name: Page(_page(round_, code)) for name, code in codes.items()}
    shown["dossier, open"] = Page(dossier.render(dossier.make(codes[MEI], [round_])))
    shown["after grading"] = Page((round_ / "results" / codes[ILSE] / "report.html").read_text("utf-8"))
    a.settle(round_, codes[JONAS])
    shown["settled"] = Page(_page(round_, codes[JONAS]))
    with pytest.raises(GradeError, match="not revealed yet"):
        dossier.make(NOOR, [round_])
    with pytest.raises(GradeError, match="not whole yet"):
        write(round_, codes[MEI], "dana")
    a.closed(round_)
    shown["closed"] = Page(_page(round_, codes[MEI]))
    shown["dossier"] = Page(dossier.render(dossier.make("noor haddad", [round_])))
    letter = write(round_, codes[JONAS], "dana")
    assert verify(round_).faults == ()
    return round_, codes, shown, letter


def _page(round_, code):
    return submission.write(open_round(round_), code).read_text("utf-8")


def test_decision_aid(seen):
    _, codes, shown, _ = seen
    text = shown[NOOR].text
    for words in (
        codes[NOOR],
        "challenge context-packer, round spring <2026>",
        "80 % from the levels of 4 criteria",
        "Reached At or above the pass mark of 60 % and every must is met.",
        "Nothing is missing: 2 scorecards",
        "with 0 submissions in the round; this is number 1",
        "met: level 4, at least 2",
        "look 22 of 100 points, 1 finding; 1 on too little",  # the other one was dismissed
        "Over-built bo",
        "33 % of pairs gave the same level, 100 % were within one, over 3 criteria",
    ):
        assert words in text
    parts = [text.index(part) for part in ("Where it stands", "Criteria A level", "Test by test", "DECISIONS.md # Dec")]
    assert parts == sorted(parts)


def test_criterion_by_criterion(seen):
    text = seen[2][NOOR].text
    assert "Fits the size of the task 3.5 of 4" in text
    assert "Judged: median of 3, 4: half-way between two levels" in text
    assert "level 3 Each module and class can be traced" in text
    assert "ada level 4 two helper classes have one caller each (packer.py:17)" in text
    assert "Measured: 100.0 % of the tests in contract" in text
    assert "bo level 4 left as measured" in text
    assert "Is a tool's result part of the turn?" in text
    assert "Worth talking about rule 5." in text
    assert "ada says: not here, packer.py, line 1" in text


def test_where_graders_differ_it_stays_open_until_somebody_settles_it(seen):
    _, _, shown, _ = seen
    assert "Graders are 3 levels apart on Can be read, checked and changed by a colleague, and nobody" in shown[JONAS].text
    assert "as it is now; 30 to 50 % are possible" in shown[JONAS].text
    assert "cy level 3 settled it the rules stand in order" in shown["settled"].text
    assert "Nothing is missing" in shown["settled"].text


def test_levels_and_names_are_covered_until_everyone_has_handed_in(seen):
    _, _, shown, _ = seen
    text = shown[MEI].text
    assert "1 of 2 scorecards is handed in" in text
    assert "Covered until everyone who scores it has handed in" in text
    for secret in ("ada", "two helper classes", "a class for one caller", "Okafor", "mei@"):
        assert not re.search(rf"\b{secret}", text)
    assert "[name], [e-mail]" in text
    assert "Mei Okafor" in shown["closed"].text
    assert "ada level 1" in shown["closed"].text
    assert "the round was closed without the rest" in shown["closed"].text
    assert "Nobody has scored it yet" in shown["after grading"].text


def test_marks_stand_at_the_lines(seen):
    round_, codes, _, _ = seen
    html = (round_ / "results" / codes[NOOR] / "report.html").read_text("utf-8")
    (after,) = re.findall(r'id="f2-L9">.*?\n</span>((?:<span class="note">.*?</span>)+)', html)
    assert "Scope: BudgetError enters things into a table" in after
    assert 'href="#flag-over-built">bo raises Over-built' in after
    assert '<a href="#f2-L17">packer.py:17</a>' in html


@pytest.mark.parametrize("which", [NOOR, JONAS, MEI, ILSE, "closed", "dossier", "dossier, open"])
def test_pages_are_whole(seen, which):
    page = seen[2][which]
    assert (page.wrong, page.open) == ([], [])
    assert len(page.ids) == len(set(page.ids))
    assert {link["href"] for link in page.all("a")} <= {f"#{anchor}" for anchor in page.ids}
    assert not WORDS.search(page.text)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert not any("style" in attributes for _, attributes in page.tags)


def test_equal_rounds_give_equal_pages(seen):
    round_, codes, _, _ = seen
    assert _page(round_, codes[JONAS]) == _page(round_, codes[JONAS])


def test_dossier(seen):
    round_, codes, shown, _ = seen
    text = shown["dossier"].text
    for words in ("Noor Haddad", "Coding 80 % 60 % reached 2 of 2 met Over-built nothing", f"as {codes[NOOR]}; rubric Coding"):
        assert words in text
    rubric = open_round(round_).round.rubric.sha256[:16]
    assert f"ada scored it: fits-the-size 4, readable-by-a-colleague 2, decisions 3 {rubric} log.jsonl:" in text
    assert text.index("opened the round") < text.index("took the submission in") < text.index("closed the round")
    for other in (JONAS, codes[JONAS], codes[MEI]):
        assert other not in text
    assert "scored it; levels are covered" in shown["dossier, open"].text
    assert "fits-the-size 1" not in shown["dossier, open"].text
    with pytest.raises(GradeError, match='nothing on "Nobody"'):
        dossier.make("Nobody", [round_])


def test_letter(seen):
    round_, codes, _, text = seen
    assert text.startswith("Dear Jonas Lind,\n\nthank you for the time")
    assert "**Can be read, checked and changed by a colleague** (level 3 of 4)" in text.partition("What to work on")[0]
    assert "What the job needs:\n\n> Each module and class" in text
    assert "- contract: nearly all of it held" in text
    result = open_round(round_).result(codes[JONAS])
    tests = [test for group in result.groups for test in group.tests]
    for test in tests:
        assert not any(secret in text for secret in (test.title, test.name, test.message) if secret)
    for secret in ("verbuilt", "ver-built", "ada", "packer.py", codes[NOOR], codes[JONAS], NOOR, "rule 5"):
        assert not re.search(rf"\b{re.escape(secret)}\b", text)
    assert not WORDS.search(text)
    assert "[What was decided" in text


def test_letter_before_names_are_known_has_a_place_for_one(seen):
    round_, codes, _, _ = seen
    assert compose(of_round(open_round(round_), codes[JONAS]), "").startswith("Dear [NAME],")
    assert compose(of_round(open_round(round_), codes[JONAS]), "A *b* <i>").startswith(r"Dear A \*b\* \<i\>,")


def test_commands(seen, tmp_path):
    round_, codes, _, _ = seen
    run = CliRunner()
    told = run.invoke(command, ["report", str(round_), codes[NOOR]], catch_exceptions=False)
    assert told.output.strip() == str(round_ / "results" / codes[NOOR] / "report.html")
    told = run.invoke(command, ["report", str(round_), "--json"], catch_exceptions=False)
    assert [json.loads(line)["code"] for line in told.output.splitlines()] == list(codes.values())
    out = tmp_path / "d.html"
    run.invoke(command, ["dossier", NOOR, str(round_), "--out", str(out)], catch_exceptions=False)
    links = [link["href"] for link in Page(out.read_text("utf-8")).all("a") if not link["href"].startswith("#")]
    assert len(links) > 4
    for link in links:
        path, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in (tmp_path / path).read_text("utf-8")
    letter = tmp_path / "l.md"
    for _ in range(2):
        told = run.invoke(command, ["letter", JONAS, "--round", str(round_), "--out", str(letter), "--by", "dana"])
    assert "may have been edited" in str(told.exception)
    assert letter.read_text("utf-8").startswith("Dear Jonas Lind,")
    with pytest.raises(GradeError, match="neither a round nor"):
        run.invoke(command, ["report", str(tmp_path)], catch_exceptions=False)


# ---------------------------------------------------------------- outside a round


def test_outside_a_round_it_says_so_and_takes_scorecards_that_are_there(tmp_path):
    result = evaluations.good()
    results.write(tmp_path, result)
    text = Page((tmp_path / "report.html").read_text("utf-8")).text
    assert "Graded on its own, outside a round: the rubric is the one that comes with the program" in text
    assert "Nobody has scored it yet." in text
    (tmp_path / "scores").mkdir()
    card = a.card(result.submission.name, "ada", (4, 4, 4))
    place = tmp_path / "scores" / "ada.yaml"
    place.write_text(scorecards.to_yaml(card))
    submission.write_outside(tmp_path)
    assert "Nobody has scored it yet." in Page((tmp_path / "report.html").read_text("utf-8")).text  # a draft
    place.write_text(scorecards.to_yaml(card.model_copy(update={"handed_in_at": "2026-11-25T10:00:00+00:00"})))
    CliRunner().invoke(command, ["report", str(tmp_path)], catch_exceptions=False)
    assert "100 % from the levels of 4 criteria" in Page((tmp_path / "report.html").read_text("utf-8")).text
    place.write_text(place.read_text().replace("decisions:", "decision:"))
    with pytest.raises(GradeError, match=r"ada.yaml:\d+.*no criterion"):
        submission.write_outside(tmp_path)


def test_unknown_rubric_is_told():
    lock = evaluations.LOCK.model_copy(update={"rubric_sha256": "0" * 64})
    provenance = evaluations.good().provenance.model_copy(update={"lock": lock})
    text = Page(report.render(evaluations.good().model_copy(update={"provenance": provenance}))).text
    assert "No rubric total There is none on this page: its rubric is one of another version of grade." in text
    assert "Hidden tests by group 100 %" in text


def test_hostile_scorecards_are_shown_and_not_obeyed(tmp_path):
    """Graders are trusted; what they quote isn't."""
    result = evaluations.hostile()
    finding = ScopeFinding(signal=evaluations.SCRIPT, file="evil.py", line=1, message=evaluations.ATTACKS[1], points=1)
    result = result.model_copy(update={"scope": result.scope.model_copy(update={"band": "look", "findings": (finding,)})})
    made = a.card("x", "ada", (1, 2, 3), note="\n".join(evaluations.ATTACKS), handed_in_at="2026")
    marks = {name: mark.model_copy(update={"reason": " ".join(evaluations.ATTACKS)}) for name, mark in made.criteria.items()}
    from harness.pages.beside import outside

    page = Page(report.render(result, outside(result, [made.model_copy(update={"criteria": marks})])))
    assert page.wrong == []
    assert len(page.all("script")) == 1
    assert not page.all("img")
    assert not page.all("iframe")
    assert "⟨U+202E⟩gnp.exe" in page.text


@pytest.mark.parametrize("ok", [True, False])
def test_what_is_known_of_the_tests_stands_beside_their_figure(ok):
    result = evaluations.wrong()
    check = {"name": "mutants", "ok": ok, "told": "2 of 214 get through"}
    mutation = {"score": 98.1, "threshold": 95, "mutants": 214, "caught": 210, "survivors": ()}
    record = FairnessRecord.model_validate(
        {"challenge": result.challenge, "proved": Proved(reference="", starter="", brief="", samples={}), "checks": [check],
         "harness_version": "0", "at": "2026-11-24T10:00:00+00:00", "machine": "m", "sandboxes": ["docker"], "repeats": 2,
         "runs": 88, "rules": [], "mutation": mutation, "seconds": 1, "graded_s": 1}
    )  # fmt: skip
    page = Page(report.render(result, Beside(None, "none", fairness=record)))
    said = "proved fair" if ok else "NOT fair: mutants"
    assert page.text.count(f"These tests: {said}; its tests catch 98 % of 214 small mistakes (2026-11-24, 88 runs)") == 2
    assert any("unfair" in (each.get("class") or "") for each in page.all("p")) is not ok


def test_dossier_of_a_pipeline_has_all_stages_in_their_order(seen):
    round_ = seen[0]
    plans = (
        {"stage": "take-home", "folder": "4"},
        {"stage": "coding", "folder": "."},
        {"stage": "screening", "left_out": "known from an internship"},
    )
    made = Pipeline.model_validate({"title": "Support assistant", "profile": "ml-ops", "made_at": "2026", "stages": plans})
    place = round_.parent / "pipeline.yaml"
    place.write_text(dump(made.model_dump(mode="json", by_alias=True)))
    text = Page(dossier.render(dossier.make(NOOR, [round_.parent]))).text
    place.unlink()
    assert "Support assistant" in text
    assert "Screening left out: known from an internship Coding 80 % 60 % reached" in text
    assert "Take home no round yet" in text


def test_nothing_merged_is_a_page_too():
    assert Page(report.render(evaluations.wrong(), Beside(None, "the result names no rubric"))).wrong == []


def test_inside_reads_the_round_once_graded(seen):
    round_, codes, _, _ = seen
    beside = inside(open_round(round_), codes[NOOR])
    assert beside.name == NOOR
    assert {offer.flag for offer in beside.offers} >= {"over-built", "models-only"}
