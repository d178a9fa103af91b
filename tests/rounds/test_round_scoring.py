"""Scorecards, who may see and do what, appeals, amendments, regrades, agreement."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from a_round import WordGrader, book, card, challenge, handed_in, opened, scored, submission

from harness import rubric as rubrics
from harness.errors import GradeError
from harness.rounds import adding, agreement, closing, deciding, regrading, scoring
from harness.rounds.opening import Change, Opening, amend, open_
from harness.rounds.status import status
from harness.rounds.verify import verify


@pytest.fixture
def round_(tmp_path):
    return opened(tmp_path)


def test_a_scorecard_is_checked_with_lines(tmp_path, round_):
    (code,) = handed_in(tmp_path, round_, "one")
    scoring.save(round_, card(code, "ada", 3))
    place = round_ / "scores" / code / "ada.yaml"
    place.write_text(
        f"schema: grade/scorecard/1\nsubmission: {code}\ngrader: ada\ncriteria:\n  fits-the-sise: {{level: 3, reason: seen}}\n"
        "  decisions: {level: 5, reason: seen}\nred_flags:\n- {id: over-biult, evidence: 'packer.py:3'}\n"
    )
    with pytest.raises(GradeError, match=r"ada\.yaml:6: .*level"):
        scoring.hand_in(round_, code, "ada")
    place.write_text(place.read_text().replace("level: 5", "level: 4"))
    with pytest.raises(GradeError) as told:
        scoring.hand_in(round_, code, "ada")
    assert 'ada.yaml:5: the rubric has no criterion "fits-the-sise" — did you mean "fits-the-size"?' in str(told.value)
    assert 'ada.yaml:8: the rubric has no red flag "over-biult"' in str(told.value)
    place.write_text(place.read_text().replace("sise", "size").replace("biult", "built"))
    with pytest.raises(GradeError, match="no level yet for readable-by-a-colleague"):
        scoring.hand_in(round_, code, "ada")
    place.write_text(place.read_text().replace("  decisions", "  readable-by-a-colleague: {level: 2, reason: '  '}\n  decisions"))
    with pytest.raises(GradeError, match=r"ada\.yaml:6: .*say what was seen"):
        scoring.hand_in(round_, code, "ada")


def test_others_are_seen_after_the_own_is_in(tmp_path, round_):
    (code,) = handed_in(tmp_path, round_, "one")
    scored(round_, code, "ada", 4, 4, 4)
    assert book(round_).scorecards(code, viewer="bo") == ()
    assert not status(round_, "bo").differences and not status(round_).differences
    scored(round_, code, "bo", 2, 4, 4)
    assert [each.grader for each in book(round_).scorecards(code, viewer="bo")] == ["ada", "bo"]
    assert [each.criterion for each in status(round_, "bo").differences] == ["fits-the-size"]
    with pytest.raises(GradeError, match="that stands"):
        scoring.save(round_, card(code, "bo", 4))


def test_the_order_is_drawn_for_each_grader(tmp_path, round_):
    codes = handed_in(tmp_path, round_, *(f"one {number}" for number in range(8)))
    orders = {grader: tuple(scoring.reading_order(book(round_), grader)) for grader in ("ada", "bo", "cy")}
    assert len(set(orders.values())) == 3
    assert all(sorted(each) == sorted(codes) for each in orders.values())
    scored(round_, orders["ada"][0], "ada", 1, 1, 1)
    assert scoring.to_do(book(round_), "ada") == list(orders["ada"][1:])


def test_differences_are_settled_by_a_third_or_together(tmp_path, round_):
    (code,) = handed_in(tmp_path, round_, "one")
    scored(round_, code, "ada", 1, 2, 3)
    scored(round_, code, "bo", 4, 3, 3)
    assert [(each.criterion, each.levels) for each in agreement.differences(book(round_))] == [
        ("fits-the-size", {"ada": 1, "bo": 4})
    ]
    with pytest.raises(GradeError, match=r"not complete:\n.*graders differ on fits-the-size"):
        closing.close(round_, "dana")
    with pytest.raises(GradeError, match="a third settles it"):
        deciding.adjudicate(round_, code, "fits-the-size", 2, "looked again", "ada")
    deciding.adjudicate(round_, code, "fits-the-size", 2, "looked again", "ada", together=True)
    assert agreement.differences(book(round_))[0].adjudicated.level == 2
    deciding.adjudicate(round_, code, "fits-the-size", 3, "and again", "dana")
    assert len(list((round_ / "adjudications" / "earlier").rglob(f"{code}.yaml"))) == 1
    closing.close(shutil.copytree(round_, tmp_path / "closed"), "dana")
    amend(round_, Change("fewer tests", "dana", challenge=str(challenge(tmp_path / "fewer", "one"))))
    assert not book(round_).adjudications(code) and book(round_).adjudications(code, before_amendments=True)


def test_the_merged_level_is_adjudicated_or_the_median():
    assert agreement.merged([]) is None
    assert agreement.merged([3]).how == "one grader"
    assert (agreement.merged([1, 4, 4]).level, agreement.merged([1, 4, 4]).settled) == (4, False)
    half = agreement.merged([2, 3])
    assert (half.level, half.settled) == (2.5, True) and "half-way" in half.how


def test_alpha_is_what_others_find():
    """The example of three coders that the literature on alpha shares: nominal .691, interval .811, ordinal .807."""
    rows = ["* * * * * 3 4 1 2 1 1 3 3 * 3", "1 * 2 1 3 3 4 3 * * * * * * *", "* * 2 1 3 4 4 * 2 1 1 3 3 * 4"]
    units = [[int(level) for level in unit if level != "*"] for unit in zip(*(row.split() for row in rows), strict=True)]
    found = agreement.agreement("x", units)
    assert (round(found.alpha, 3), found.units) == (0.807, 12)


def test_agreement_comes_with_its_interval_and_raw_shares():
    same = agreement.agreement("x", [[1, 1], [2, 2], [3, 3], [4, 4]])
    assert (same.alpha, same.exact, same.within_one) == (1.0, 1.0, 1.0)
    apart = agreement.agreement("x", [[1, 4], [4, 1], [1, 4], [2, 3]])
    assert apart.alpha < 0 and apart.within_one == 0.25 and apart.interval[0] <= apart.alpha <= apart.interval[1]
    flat = agreement.agreement("x", [[3, 3], [3, 3]])
    assert flat.alpha is None and "same level" in flat.reason
    assert agreement.agreement("x", [[1, 2], [3, 3]]).interval is None


def test_an_appeal_opens_one_criterion_for_somebody_else(tmp_path):
    round_ = opened(tmp_path, graders=1)
    (code,) = handed_in(tmp_path, round_, "one")
    with pytest.raises(GradeError, match="no score yet"):
        deciding.appeal(round_, code, "unfair", "dana")
    scored(round_, code, "ada", 1, 2, 3)
    deciding.appeal(round_, code, "the question was asked by mail", "dana", "decisions")
    with pytest.raises(GradeError, match="that stands"):
        scoring.draft(book(round_), code, "ada")
    with pytest.raises(GradeError, match="nobody has answered"):
        closing.close(round_, "dana")
    with pytest.raises(GradeError, match="about decisions only"):
        scored(round_, code, "eli", 4, 4, 4)
    (round_ / "scores" / code / "eli.yaml").unlink()
    answer = card(code, "eli").model_copy(update={"criteria": {"decisions": card(code, "eli", 1, 1, 4).criteria["decisions"]}})
    scoring.save(round_, answer)
    assert scoring.hand_in(round_, code, "eli").appeal == 1
    assert [each.grader for each in book(round_).scorecards(code)] == ["ada", "eli"]
    assert agreement.levels(book(round_), code)["decisions"] == {"ada": 3, "eli": 4}
    closing.close(round_, "dana")


def test_only_graders_of_the_round_score(tmp_path):
    asked = Opening("coding", "product-implementer", "dana", str(challenge(tmp_path / "challenge")), graders=("ada", "bo"))
    open_(round_ := tmp_path / "round", asked)
    (code,) = handed_in(tmp_path, round_, "one")
    with pytest.raises(GradeError, match="its graders are ada, bo"):
        scoring.draft(book(round_), code, "cy")


def test_an_amended_rubric_marks_every_earlier_score(tmp_path, round_):
    codes = handed_in(tmp_path, round_, "one", "two")
    scored(round_, codes[0], "ada", 3, 3, 3)
    scoring.save(round_, card(codes[1], "ada", 3))
    rubric = rubrics.load(round_ / "rubric.yaml")
    changed = tmp_path / "changed.yaml"
    changed.write_text(rubrics.to_yaml(rubric.model_copy(update={"pass_mark": 65})))
    with pytest.raises(GradeError, match="nothing to amend"):
        amend(round_, Change("typo", "dana", rubric=round_ / "rubric.yaml"))
    found = amend(round_, Change("60 was too low", "dana", rubric=changed))
    assert (found.round.submissions_before, found.lock(codes[0]).submissions_before) == (2, 2)
    assert found.is_stale(codes[0], "ada") and scoring.to_do(found, "ada") == scoring.reading_order(found, "ada")
    assert scoring.draft(found, codes[1], "ada").criteria
    assert agreement.levels(found, codes[0])["decisions"] == {}
    scored(round_, codes[0], "ada", 2, 2, 2)
    assert scoring.earlier(book(round_), codes[0], "ada").criteria["decisions"].level == 2
    assert len(list((round_ / "scores" / codes[0] / "earlier").iterdir())) == 1
    assert verify(round_).faults == ()


def test_a_changed_rubric_or_challenge_stops_with_both_hashes(tmp_path, round_):
    place = round_ / "rubric.yaml"
    before = place.read_text()
    place.write_text(before.replace("pass_mark: 60", "pass_mark: 61"))
    with pytest.raises(GradeError, match=r"(?s)rubric has changed.*locked [0-9a-f]{64}\n.*now    [0-9a-f]{64}\n.*round amend"):
        handed_in(tmp_path, round_, "one")
    place.write_text(before)
    challenge(round_ / "challenge", "one")
    with pytest.raises(GradeError, match=r"(?s)challenge has changed.*locked [0-9a-f]{64}\n.*now    [0-9a-f]{64}"):
        handed_in(tmp_path, round_, "one")


def test_a_regrade_is_seen_before_it_counts(tmp_path, round_):
    codes = handed_in(tmp_path, round_, "one two", "one three", "one two three")
    amend(round_, Change("three asks for more than the brief", "dana", challenge=str(challenge(tmp_path / "mended", "one two"))))
    assert all("earlier challenge" in each.what for each in closing.missing(book(round_)) if "regrade" in each.what)
    grader = WordGrader()
    for code in regrading.left(book(round_)):
        regrading.regrade(round_, code, grader, "dana")
    found = {change.code: change for change in regrading.changes(book(round_))}
    assert (found[codes[0]].by, found[codes[1]].by, found[codes[2]].by) == (33.33, -16.67, 0)
    assert [(test.name, test.before, test.after) for test in found[codes[0]].tests] == [("test_three", "wrong", None)]
    assert book(round_).result(codes[0]).total == 66.67
    regrading.accept(round_, "dana")
    assert book(round_).result(codes[0]).total == 100
    assert (round_ / "results" / codes[0] / "earlier" / "1" / "result.json").exists()
    assert not (round_ / "regrades").exists()
    assert verify(round_).faults == ()
    with pytest.raises(GradeError, match="nothing was graded again"):
        regrading.accept(round_, "dana")


def test_the_same_files_again_change_nothing_and_others_by_the_same_person_are_refused(tmp_path, round_):
    code = adding.add(round_, submission(tmp_path / "noor", "one"), "dana")
    assert adding.add(round_, submission(tmp_path / "noor", "one"), "dana") == code
    assert adding.add(round_, submission(tmp_path / "copy", "one"), "dana", "noor") == code
    with pytest.raises(GradeError, match="has handed in already"):
        adding.add(round_, submission(tmp_path / "noor", "two"), "dana")


def test_the_same_files_by_somebody_else_are_a_submission_of_their_own(tmp_path, round_):
    code = adding.add(round_, submission(tmp_path / "noor", "the kit, untouched"), "dana")
    invited = adding.invite(round_, "Ida", "dana")
    assert adding.add(round_, submission(tmp_path / "kit", "the kit, untouched"), "dana", "Ida") == invited != code
    assert adding.add(round_, submission(tmp_path / "kit", "the kit, untouched"), "dana") == invited
    other = adding.add(round_, submission(tmp_path / "eli", "the kit, untouched"), "dana")
    assert other not in (code, invited) and len(book(round_).codes) == 3


class AmendsMeanwhile(WordGrader):
    """While it grades, the round becomes another."""

    def __init__(self, happens) -> None:
        super().__init__()
        self.happens = happens

    def evaluate(self, *arguments, **more):
        self.happens()
        return super().evaluate(*arguments, **more)


def test_a_result_of_a_round_that_was_amended_or_closed_meanwhile_is_not_taken(tmp_path, round_):
    code = adding.add(round_, submission(tmp_path / "noor", "one"), "dana")
    mended = Change("wrong", "dana", challenge=str(challenge(tmp_path / "mended", "one")))
    with pytest.raises(GradeError, match="was amended while this was graded"):
        adding.grade(round_, code, AmendsMeanwhile(lambda: amend(round_, mended)), "dana")
    with pytest.raises(GradeError, match="was closed at"):
        adding.grade(round_, code, AmendsMeanwhile(lambda: closing.close(round_, "dana", incomplete="a test")), "dana")
    assert book(round_).result(code) is None and verify(round_).faults == ()


def test_what_a_round_could_not_read_again_is_not_written(tmp_path, round_):
    code = adding.invite(round_, "Ida", "dana")
    for _ in range(13):
        deciding.clarify(round_, code, "\u00e9" * 20_000, "yes", "dana")
    with pytest.raises(GradeError, match="512 KiB"):
        deciding.clarify(round_, code, "\u00e9" * 20_000, "yes", "dana")
    assert len(book(round_).clarifications()) == 13


def test_who_has_to_score_again_sees_nothing_of_others_before(tmp_path, round_):
    (code,) = handed_in(tmp_path, round_, "one")
    scored(round_, code, "ada", 3, 3, 3)
    amend(round_, Change("fewer", "dana", challenge=str(challenge(tmp_path / "fewer", "one"))))
    scored(round_, code, "bo", 2, 2, 2)
    assert book(round_).scorecards(code, viewer="ada") == () and len(book(round_).scorecards(code, viewer="bo")) == 2


def test_an_invited_candidate_keeps_the_code_name(tmp_path, round_):
    code = adding.invite(round_, "Noor Haddad", "dana", "noor@example.org")
    assert adding.add(round_, submission(tmp_path / "archive", "one"), "dana", "noor haddad") == code
    deciding.clarify(round_, code, "Noor Haddad (noor@example.org) asks: is it?", "It is.", "dana")
    page = (round_ / "CLARIFICATIONS.md").read_text()
    assert "[name] ([e-mail]) asks: is it?" in page and code not in page and "It is." in page
    assert len(book(round_).clarifications(asked_by=code)) == 1


def test_a_round_begins_in_an_empty_folder(tmp_path, round_):
    with pytest.raises(GradeError, match="there is a round already"):
        opened(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "submission.zip").write_bytes(b"")
    with pytest.raises(GradeError, match=r"it holds submission\.zip"):
        open_(tmp_path / "full", Opening("coding", "ml-ops", "dana"))
    with pytest.raises(GradeError, match="there is no round in"):
        adding.invite(tmp_path / "nowhere", "noor", "dana")


def test_a_talk_has_no_challenge(tmp_path):
    open_(tmp_path / "talk", Opening("screening", "ml-ops", "dana"))
    code = adding.invite(tmp_path / "talk", "Noor Haddad", "dana")
    found = book(tmp_path / "talk")
    assert found.codes == [code] and found.challenge is None and found.result(code) is None
    assert scoring.asked_for(found, code, "ada") == found.rubric.criteria
