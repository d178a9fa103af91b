"""Evidence on red flags: the very lines, on both sides, and never a verdict."""

import time

import evaluations as made_up
import pytest

from harness import challenge as challenges
from harness import redflags
from harness.evaluation import Evaluation, Scope, ScopeFinding
from harness.prose import language, sentences
from harness.redflags import Offer

TRIAGE = challenges.named("ticket-triage")

TOUCHED: dict[str, dict[str, str]] = {
    "ticket-triage": {
        "async-classes": "0123", "framework": "013", "hand-rolled": "0123", "layers": "013", "mediator": "0123",
        "outcomes": "0123", "plain": "013", "platform": "013", "thorough": "0123", "threads": "013", "vendors": "0123",
        "vague": "",
    },
    "late-delivery": {
        "ensemble": "012", "experiments": "01", "forest": "012", "layers": "01", "learns-from-contacts": "12",
        "logistic": "01", "monotone": "012", "pipeline": "012", "platform": "01", "pluggable": "012",
        "scorecard": "012", "splines": "012", "thorough": "012", "vague": "",
    },
    "context-packer": {
        "dataclasses": "12", "fold": "012", "four-modules": "012", "good": "012", "helpful": "012", "pipeline": "",
        "plain": "01", "platform": "", "plug-ins": "012", "served": "012", "small-classes": "012", "strategies": "",
        "vague": "",
    },
    "batching-gateway": {
        "asgi-single-file": "", "assistant": "012", "closures": "012", "cloud-ready": "012", "enterprise": "012",
        "event-driven": "02", "plain-asyncio": "012", "platform": "", "sans-io": "012", "starlette-workers": "1",
        "threads": "01", "vague": "",
    },
}  # fmt: skip
"""By hand, from the samples' texts: the places of the declared open points that each touches."""


def handed_in(decisions: str, questions: str = "", scope: Scope | None = None) -> Evaluation:
    files = [made_up.file("DECISIONS.md", decisions), made_up.file("QUESTIONS.md", questions)]
    return made_up.evaluation("someone", [], files, scope=scope or Scope())


def offered(evaluation: Evaluation, asked: tuple[str, ...] = ()) -> dict[str, Offer]:
    return {offer.flag: offer for offer in redflags.offers(evaluation, TRIAGE, asked)}


def lines(offer: Offer, about: str) -> list[tuple[str, int]]:
    (point,) = [point for point in offer.points if point.about == about]
    return [(seen.file, seen.line) for seen in point.lines]


def sample(name: str) -> Evaluation:
    folder = TRIAGE.folder / "samples" / name
    questions = folder / "QUESTIONS.md"
    return handed_in((folder / "DECISIONS.md").read_text("utf-8"), questions.read_text("utf-8") if questions.exists() else "")


def test_reasons_and_open_points_are_shown_with_their_lines() -> None:
    found = offered(sample("threads"))
    silent = found["silent-on-open-points"]
    assert silent.told == "3 of 4 open points seem to be touched"
    assert lines(silent, "two tickets with one id") == [("DECISIONS.md", 17)]
    assert lines(silent, "a ticket that asks two things") == []
    reasons = found["best-practice-only"]
    assert ("DECISIONS.md", 4) in lines(reasons, "gives a reason")
    assert lines(reasons, "only an appeal") == []
    users = found["models-only"]
    assert ("DECISIONS.md", 15) in lines(users, "users") and lines(users, "failure")


def test_open_points_are_found_as_a_person_finds_them() -> None:
    right = wrong = missed = 0
    for name, samples in TOUCHED.items():
        challenge = challenges.named(name)
        for sample_name, labels in samples.items():
            folder = challenge.folder / "samples" / sample_name
            texts = [(folder / each).read_text("utf-8") if (folder / each).exists() else "" for each in redflags.WRITTEN]
            points = redflags.open_points(redflags.written(handed_in(*texts), challenge), challenge)
            found = {str(place) for place, point in enumerate(points) if point.lines}
            right += len(found & set(labels))
            wrong += len(found - set(labels))
            missed += len(set(labels) - found)
    assert right / (right + wrong) >= 0.9, "what is shown is right"
    assert right / (right + missed) >= 0.75, "what is there is shown"


def test_appeals_are_shown_and_nothing_is_asserted() -> None:
    found = offered(sample("vague"))
    assert found["silent-on-open-points"].told == "0 of 4 open points seem to be touched"
    assert len(lines(found["best-practice-only"], "only an appeal")) >= 5
    for offer in found.values():
        assert offer.note, "what it may be worth is said with each"
        assert "red flag" not in offer.told


def test_the_starter_s_own_words_are_nobody_s() -> None:
    starter = (TRIAGE.folder / "starter/DECISIONS.md").read_text("utf-8")
    assert redflags.written(handed_in(starter), TRIAGE) == ()
    found = offered(handed_in(starter))
    assert "nothing written beyond what the starter holds" in found["silent-on-open-points"].note
    own = redflags.written(handed_in(starter + "\nThreads, because eight at once is what rule 8 asks for.\n"), TRIAGE)
    assert [sentence.text for sentence in own] == ["Threads, because eight at once is what rule 8 asks for."]


def test_a_question_during_the_round_touches_an_open_point() -> None:
    found = offered(handed_in("I chose threads because eight calls wait at once, and a colleague can read them at night.\n"),
                    asked=("May the reply be sent without a person?",))  # fmt: skip
    assert lines(found["silent-on-open-points"], "whether the reply may be sent without a person") == [(redflags.ASKED, 1)]


def test_the_scope_band_comes_with_its_lines() -> None:
    findings = tuple(ScopeFinding(signal="layers", file="a.py", line=n, message="one subclass", points=n) for n in (1, 9, 3))
    scope = Scope(band="over-built", points=13, findings=findings)
    offer = offered(handed_in("Es ist so, weil es so ist.", scope=scope))["over-built"]
    assert offer.told == "the scope band is over-built, with 3 findings that come to 13 points"
    assert lines(offer, "findings, the largest first") == [("a.py", 9), ("a.py", 3), ("a.py", 1)]
    assert "a reason to look" in offer.note


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ich habe mich für eine einfache Lösung entschieden, weil die Aufgabe klein ist und niemand mehr will.", "German"),
        ("J'ai choisi une solution simple parce que le problème est petit et que personne ne demande plus.", "French"),
        ("He elegido una solución sencilla porque el problema es pequeño y nadie pide más de lo que hay aquí.", "Spanish"),
        ("Я выбрал простое решение, потому что задача маленькая и больше никому ничего не нужно, кроме этого.", "another script"),
        # Full-width commas are how Chinese is written.
        ("我选择了简单的方案，因为问题很小，没有人需要更多的东西。我把重试限制在三次以内。", "another script"),  # noqa: RUF001
        ("Small table: dict, list, httpx, retries 3, timeout 2 s, semaphore 8, Luhn, regex mail, stdin order queue.", "English"),
        ("One file, because the task is one function and a second file would only have to be opened too.", "English"),
        ("too short", ""),
    ],
)
def test_the_language_is_told(text: str, wanted: str) -> None:
    assert language(text) == wanted


def test_where_the_text_is_not_english_it_says_so_and_looks_for_nothing() -> None:
    german = "Ein Prozess genügt, weil die Aufgabe klein ist und niemand mehr braucht. Das ist Best Practice und nicht mehr.\n"
    found = offered(handed_in(german))
    for flag in ("models-only", "best-practice-only", "silent-on-open-points"):
        assert found[flag].told == "not looked for" and found[flag].points == ()
        assert "The text is not English (German, it seems)" in found[flag].note
    assert found["over-built"].points


def test_sentences_know_their_lines() -> None:
    text = "# Head\n\nOne is. Two\ngoes on. **Three** ends.\n```\ncode here.\n```\n- an item\n  of two lines\n"
    text += "| a | cell |\n|---|---|\n"
    assert [(each.line, each.text) for each in sentences("D", text)] == [
        (3, "One is."), (3, "Two goes on."), (4, "**Three** ends."), (8, "an item of two lines"), (10, "| a | cell |"),
    ]  # fmt: skip


def test_hostile_text_costs_little_and_hides_nothing() -> None:
    began = time.monotonic()
    for text in ("a. B" * 20_000, "x. A\n" * 20_000, "* " * 50_000, "**" * 50_000 + "A", ", so " * 30_000, "A" * 10**6):
        redflags.offers(handed_in(text, text), TRIAGE)
    assert time.monotonic() - began < 10
    offer = offered(handed_in("It hides \x1b[31m and \u202e because of a reason that is long enough for it to be read.\n"))
    assert "\x1b" not in offer["best-practice-only"].points[1].lines[0].text
