"""What the demo of a round says fits the rubric and the samples, so that it fails here and not after three minutes."""

from pathlib import Path

import yaml

from harness import rubric
from harness.role import read_answers

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tools" / "demo-round"


def test_the_opinions_fit_the_rubric_and_the_samples():
    told = yaml.safe_load((DATA / "opinions.yaml").read_text("utf-8"))
    used = rubric.bundled("coding", "product-implementer")
    judged = {criterion.id for criterion in used.criteria if criterion.measured is None}
    flags = {flag.id for flag in used.red_flags}
    samples = set(told["candidates"])
    assert all((ROOT / "challenges" / "context-packer" / "samples" / sample).is_dir() for sample in samples)
    for marks in told["graders"].values():
        assert set(marks) == samples
        assert all(set(each) == judged for each in marks.values())
    assert {flag["id"] for each in told["red_flags"].values() for flag in each.values()} <= flags
    assert told["appeal"]["criterion"] in judged
    wrong = told["wrong_test"]
    assert f"def {wrong['name']}(" in (ROOT / "challenges" / "context-packer" / wrong["file"]).read_text("utf-8")


def test_the_answers_decide_for_the_demo_profile():
    given = read_answers(DATA / "answers.yaml")[0]
    assert given.decision is not None and given.decision.profile == "product-implementer"
