"""Bands, standings, dismissed findings, and the files and commands that show them."""

import json
import time
from pathlib import Path

import evaluations
import pytest
import yaml
from click.testing import CliRunner

from harness import challenge as challenges
from harness import report, results, scope
from harness.cli.heuristics import command
from harness.errors import GradeError
from harness.evaluation import Group, Scope, ScopeFinding, TestReport, TestResult
from harness.heuristics import calibrate, calibrationtables, dismiss, entered, sarif, scale, scoring, tally, weights
from harness.heuristics.reading import Found, Reading
from harness.rounds.opening import Opening, open_
from harness.rounds.scorecard import FindingVerdict
from harness.verdicts import Verdict


@pytest.fixture(scope="module")
def measured():
    return scale.scale(challenges.named("context-packer"))


def one(measured, name):
    return next(each for each in measured.solutions if each.name == name)


def a_reading(measured, findings=(), **figures):
    plain = {name: middle for name, (_, middle, _) in measured.spread.items()}
    return Reading(figures={**plain, **figures}, findings=tuple(findings), languages={"Python": 700.0})


def finding(signal, line=1, weight=1.0):
    return Found(signal=signal, file="packer.py", line=line, message="seen", weight=weight)


def test_size_alone_says_look_and_never_over_built(measured):
    judged = scoring.judge(a_reading(measured, nodes=90_000.0, definitions=4_000.0, files=200.0), measured)
    assert judged.band == "look" and set(judged.families) == set(weights.load().families)
    assert "one of them speculation or scope" in judged.reason


def test_over_built_needs_three_places_in_two_families(measured):
    heavy = [finding("lone_implementation", 1, 9.0), finding("infrastructure_files", 2, 9.0)]
    assert scoring.judge(a_reading(measured, heavy), measured).band == "look"
    more = [*heavy, finding("pass_through", 3)]
    judged = scoring.judge(a_reading(measured, more), measured)
    assert judged.band == "over-built"
    assert sum(each.points for each in judged.shares) == pytest.approx(judged.points, abs=0.05)
    assert sum(each.points for each in judged.findings) == pytest.approx(judged.points, abs=0.05)


def test_more_is_never_less_and_no_habit_decides_alone(measured):
    points = [
        scoring.judge(a_reading(measured, [finding("unused_hook", n) for n in range(count)]), measured, standings=False).points
        for count in (0, 1, 3, 9, 30, 90)
    ]
    assert points == sorted(set(points)) and points[-1] < 30


def test_no_band_where_it_cannot_be_said(measured):
    few = scale.of(measured.solutions[:2])
    assert "a scale needs 3" in scoring.judge(a_reading(measured), few).reason
    other = a_reading(measured).model_copy(update={"languages": {"Go": 900.0, "Python": 10.0}})
    assert "Go is only read for size" in scoring.judge(other, measured).reason
    assert scoring.judge(Reading(figures={}, findings=()), measured).band == "not judged"
    lost = a_reading(measured).model_copy(update={"entries_known": False})
    assert scoring.judge(lost, measured).band == "not judged"
    failed = TestResult(name="t", verdict=Verdict.CRASHED)
    idle = TestReport(groups=(Group(name="g", weight=1, score=0, tests=(failed,)),), total=0.0, duration_s=1)
    assert "no hidden test passed" in scope.judged(a_reading(measured), measured, idle).reason


def test_nothing_is_measured_against_itself(measured):
    sample = one(measured, "dataclasses")
    assert sample.sha256 not in {each.sha256 for each in measured.without(sample.sha256).solutions}
    judged = scoring.judge(sample.reading, measured.without(sample.sha256))
    assert judged.band == "right-sized" and len(judged.standings) == len(measured.solutions) - 1


def test_dismissed_findings_no_longer_count(measured):
    judged = scoring.judge(one(measured, "strategies").reading, measured)
    places = [(each.signal, each.file, each.line) for each in judged.findings if each.family != "size"]
    assert dismiss.without(judged, [("no_such", "x", 1)]) is judged
    before = judged.points
    for count in (1, 5, len(places)):
        left = dismiss.without(judged, places[:count])
        assert left.points < before and len(left.findings) < len(judged.findings)
        before = left.points
    assert left.points == pytest.approx(judged.families["size"], abs=0.1) and left.band in ("look", "right-sized")
    exact = scoring.judge(one(measured, "strategies").reading, measured, dismissed=places[:5])
    assert dismiss.without(judged, places[:5]).points == pytest.approx(exact.points, abs=0.5)


def test_more_graders_have_to_dismiss_a_finding_than_agree_with_it(measured):
    judged = scoring.judge(one(measured, "strategies").reading, measured)
    first = next(each for each in judged.findings if each.family != "size")
    plain = {"signal": first.signal, "file": first.file, "line": first.line}
    said = {word: FindingVerdict(**plain, verdict=word) for word in ("agree", "not here")}
    assert dismiss.by_verdicts(judged, [said["agree"], said["not here"]]) is judged
    left = dismiss.by_verdicts(judged, [said["not here"]])
    assert left.points < judged.points and "dismissed" in left.reason


def test_entered_functions_only_add_and_only_beside_a_finding(measured):
    functions = (("packer.py", "a", 3, 9, 50, False), ("packer.py", "b", 11, 19, 50, True), ("other.py", "c", 1, 9, 50, False))
    kinds = (("packer.py", 1, "Port", (("Road", (0,)), ("Rail", (1,)))),)
    bare = a_reading(measured).model_copy(update={"functions": functions})
    assert not entered.may_add(bare) and entered.added(bare, frozenset()).findings == ()
    seen = bare.model_copy(update={"findings": (finding("pass_through"),), "abstractions": kinds})
    told = [each.message for each in entered.added(seen, frozenset({2})).findings[1:]]
    assert told == ["of the implementations of Port the tests enter none, and never Road, Rail", "no test entered a"]
    assert len(entered.added(seen, frozenset({0, 1})).findings) == 1
    assert entered._numbers("x grade-entered:5: y") == {0, 2} and entered._numbers("nothing") == set()


def test_the_report_and_sarif_show_findings_in_place(measured, tmp_path):
    judged = scoring.judge(one(measured, "strategies").reading, measured)
    evaluation = evaluations.good().model_copy(update={"scope": judged})
    html = report.render(evaluation)
    assert "An abstraction" in html or "A parameter that every call leaves at its default" in html
    assert html.count('class="f-size"') > 1 and "dataclasses" in html
    results.write(tmp_path / "r", evaluation)
    data = json.loads((tmp_path / "r" / "findings.sarif").read_bytes())
    run = data["runs"][0]
    assert data["version"] == "2.1.0" and len(run["results"]) == len(judged.findings) + len(judged.too_little)
    first = run["results"][0]
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"]
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
    assert sarif.render(evaluation) == sarif.render(evaluation)


# ---------------------------------------------------------------- calibration and verdicts


@pytest.fixture(scope="module")
def calibrated():
    return calibrate.calibrate()


def test_the_goals_hold_on_samples_that_the_weights_have_not_seen(calibrated):
    assert calibrated.auc >= 0.95
    assert calibrated.confusion["right-sized"]["over-built"] == 0
    clear = [each for each in calibrated.judged if each.case.clear and each.case.judged]
    assert sum(each.band != "right-sized" for each in clear) >= 0.9 * len(clear)


def test_the_weights_in_the_repository_keep_the_goals(calibrated):
    found = [(case, calibrate._judge(case, weights.load())) for case in calibrate.cases()]
    assert not [case.name for case, judged in found if not case.over and judged.band == "over-built"]
    assert sum(judged.band != "right-sized" for case, judged in found if case.clear) >= 0.9 * sum(c.clear for c, _ in found)


def test_a_calibration_is_shown_and_written(calibrated, tmp_path):
    assert "fitted without its challenge" in calibrationtables.text(calibrated)
    assert calibrationtables.markdown(calibrated).count("\n| ") > 40
    path = tmp_path / "weights.yaml"
    path.write_bytes(weights.FILE.read_bytes())
    calibrate.write(calibrated.fitted, path)
    assert weights.load(path).bands.look == calibrated.fitted.bands.look and "# What each family" in path.read_text()


def test_dismissing_among_thousands_of_findings_takes_little_time():
    found = tuple(
        ScopeFinding(signal=f"s{n % 50}", family="size", file="a.py", line=n, message="x" * 200, points=0.01)
        for n in range(20_000)
    )
    large = Scope(band="look", points=50, findings=found, families={"size": 20.0, "of an older version": 3.0})
    began = time.process_time()
    less = dismiss.without(large, [("s1", "a.py", 1)])
    assert time.process_time() - began < 2 and len(less.findings) == 19_999


def test_auc_counts_pairs_and_its_interval_is_wide_with_few():
    assert calibrate.auc([1, 2], [2, 3]) == 0.875
    low, high = calibrate._interval([float(n) for n in range(20)], [100.0 + n for n in range(40)])
    assert high == 1.0 and 0.85 < low < 0.99


def test_a_signal_that_graders_keep_dismissing_loses_weight(tmp_path):
    folder = tmp_path / "may"
    (folder / "scores" / "ash").mkdir(parents=True)
    (folder / "round.yaml").write_text("{}")
    verdicts = [{"signal": "hops", "file": "a.py", "line": n, "verdict": "not here", "reason": "no"} for n in range(30)]
    card = {
        "schema": "grade/scorecard/1",
        "submission": "ash",
        "grader": "ada",
        "findings": verdicts,
        "handed_in_at": "2026-05-01T00:00:00Z",
    }
    (folder / "scores" / "ash" / "ada.yaml").write_text(yaml.safe_dump(card))
    counted = tally.count([folder])
    open_(still_open := tmp_path / "june", Opening("screening", "ml-ops", "dana"))
    with pytest.raises(GradeError, match="still open"):  # a verdict is part of a score, which others don't see before
        tally.count([still_open])
    assert counted.signals["hops"].not_here == 30 and counted.signals["hops"].factor < 0.4
    less = calibrate.with_verdicts(weights.load(), counted)
    assert less.signals["hops"].counts < 0.4 * weights.load().signals["hops"].counts
    path = tmp_path / "weights.yaml"
    path.write_bytes(weights.FILE.read_bytes())
    for _ in range(2):  # once more changes nothing more
        calibrate.write(less, path)
        assert weights.load(path).signals["hops"].counts == less.signals["hops"].counts
    with pytest.raises(GradeError, match="counted already"):
        tally.add(counted, counted)
    shown = CliRunner().invoke(command, ["stats", str(folder)])
    assert "hops" in shown.output and "30" in shown.output


def test_the_commands_tell_of_signals():
    runner = CliRunner()
    assert "lone_implementation" in runner.invoke(command, ["list"]).output
    assert "When it is fine" in runner.invoke(command, ["show", "hops"]).output
    assert isinstance(runner.invoke(command, ["show", "hop"]).exception, GradeError)
    assert json.loads(runner.invoke(command, ["list", "--json"]).output)
    page = Path(__file__).parents[2] / "docs/graders/signals.md"
    told = "write it again: grade heuristics list --markdown > docs/graders/signals.md"
    assert page.read_text("utf-8") == runner.invoke(command, ["list", "--markdown"]).output, told
