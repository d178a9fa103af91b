from pathlib import Path

import evaluations
import pytest
from lxml import etree

from harness import junit
from harness.evaluation import TestResult
from harness.verdicts import Verdict

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))


def parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(huge_tree=True))


@pytest.mark.parametrize("kind", evaluations.ALL)
def test_valid_against_the_schema(kind):
    root = parsed(junit.render(evaluations.ALL[kind]()))
    SCHEMA.assertValid(root)


def test_wrong_is_a_failure_and_all_else_an_error():
    root = parsed(junit.render(evaluations.wrong()))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("27", "3", "6")
    passages = root.find("testsuite[@name='passages']")
    assert (passages.get("tests"), passages.get("failures"), passages.get("errors")) == ("6", "1", "1")
    case = passages.find("testcase[@name='test_third_passage_of_a_source_is_skipped']")
    assert case.get("classname") == "passages"
    assert case.find("failure").get("type") == "wrong"
    assert "At index 2 diff" in case.find("failure").text
    error = passages.find("testcase[@name='test_second_round_keeps_the_source_limit']/error")
    assert error.get("type") == "error"
    assert "packer.py" in error.text
    assert passages.find("testcase[@name='test_share_is_floored']").find("failure") is None


def test_weight_and_score_are_properties():
    root = parsed(junit.render(evaluations.internal_error()))
    values = {
        suite.get("name"): {item.get("name"): item.get("value") for item in suite.iter("property")}
        for suite in root.iter("testsuite")
    }
    assert values["passages"]["weight"] == "3"
    assert values["passages"]["score"] == "0.8333"
    assert values["history"]["score"] == "open"
    assert values["history"]["submission_sha256"] == evaluations.internal_error().submission.sha256


def test_internal_error_is_said_to_be_nobodys_fault():
    root = parsed(junit.render(evaluations.internal_error()))
    errors = root.findall(".//error[@type='internal_error']")
    assert len(errors) == 2
    assert all(error.get("message").startswith("not the candidate's fault") for error in errors)


@pytest.mark.parametrize("part", ["name", "title", "message", "traceback", "detail", "output"])
def test_every_character_can_be_anywhere(part):
    every = "".join(map(chr, [*range(0xD7FF), *range(0xE000, 0x10400), 0x1F600, 0xE0001, 0x10FFFF]))
    group = evaluations.groups({})[0]
    piece = {"name": "test_a", "verdict": Verdict.WRONG} | {part: every}
    tests = (TestResult.model_validate(piece),)
    made = evaluations.evaluation("x", [group.model_copy(update={"tests": tests, "score": 0.0})], [])
    SCHEMA.assertValid(parsed(junit.render(made)))


def test_control_characters_stay_visible():
    result = TestResult(name="test_a", verdict=Verdict.ERROR, message="\x1b[31mred \x00 \u202e", output="\x07\x0b\ufffe]]>")
    group = evaluations.groups({})[0].model_copy(update={"tests": (result,), "score": 0.0})
    root = parsed(junit.render(evaluations.evaluation("x", [group], [])))
    assert root.find(".//error").get("message") == "␛[31mred ␀ ⟨U+202E⟩"
    assert root.find(".//system-out").text.endswith("]]>")
    assert root.findtext(".//system-out").startswith("␇␋⟨U+FFFE⟩")


def test_bounded_and_says_what_it_leaves_out():
    data = junit.render(evaluations.huge())
    assert len(data) < 16 * 1024 * 1024
    assert b"characters left out here" in data
    assert parsed(data).get("tests") == "1000"


def test_equal_evaluations_give_equal_bytes():
    assert junit.render(evaluations.wrong()) == junit.render(evaluations.wrong())
