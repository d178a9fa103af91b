"""The round page and the comparison in a real browser: for everyone, on any screen, and quick with 500 submissions."""

import re
import time

import pytest
from pages import a_made_up_round
from pages import a_scored_round as a
from test_report_page import RUN_AXE, SIZES, TAGS, overflow

from harness.pages import comparepage, roundpage
from harness.rounds.folder import open_round


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = {"twelve": (12, False), "one": (1, False), "none": (0, False), "many": (500, False), "hostile": (40, True)}
    texts = {kind: roundpage.render(a_made_up_round.make(*how)) for kind, how in made.items()}
    texts["followed"] = roundpage.render(a_made_up_round.make(3), following=True)
    attack = "\n".join(a.evaluations.ATTACKS)
    a.REASONS["decisions"] += f" {attack}"
    round_, codes = a.make(tmp_path_factory.mktemp("scored"))
    texts["compared"] = comparepage.render(open_round(round_), list(codes.values())[:3])
    places = {kind: folder / f"{kind}.html" for kind in texts}
    for kind, text in texts.items():
        places[kind].write_text(text, "utf-8")
    return places


@pytest.mark.parametrize(
    ("kind", "width", "scheme"),
    [
        ("twelve", 360, "light"),
        ("twelve", 1440, "dark"),
        ("one", 768, "light"),
        ("none", 360, "dark"),
        ("followed", 1440, "light"),
        ("hostile", 360, "light"),
        ("compared", 360, "dark"),
        ("compared", 1440, "light"),
    ],
)
def test_axe_finds_nothing_and_nothing_reaches_over_the_edge(opened, axe, kind, width, scheme):
    with opened(kind, width, SIZES[width], color_scheme=scheme) as page:
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        page.evaluate(axe)
        found = page.evaluate(RUN_AXE, TAGS)
        assert found["passes"] > 15
        assert found["violations"] == []
        for narrower in (width, 320):
            page.set_viewport_size({"width": narrower, "height": 800})
            assert overflow(page) == []
        assert page.evaluate("window.pwned") is None
        assert page.locator("img, iframe, object, embed, form, base, link, video, audio").count() == 0
        links = page.evaluate("[...document.links].map((link) => link.getAttribute('href'))")
        assert [link for link in links if not re.match(r"#|\.\./results/|round\.(json|csv)$", link)] == []


def test_sort_and_filter(opened):
    with opened("twelve") as page:
        totals = "[...document.querySelectorAll('#table-submissions tbody tr')].map((row) => Number(row.cells[2].dataset.v))"
        before = page.evaluate(totals)
        head = page.locator("#table-submissions").get_by_role("button", name="Rubric total")
        head.click()
        assert page.evaluate(totals) == sorted(before, reverse=True)
        assert page.locator("#table-submissions th[aria-sort=descending]").inner_text() == "Rubric total"
        head.press("Enter")
        assert page.evaluate(totals) == sorted(before)
        page.locator("#table-submissions").get_by_role("button", name="Submission").click()
        names = page.locator("#table-submissions tbody th").all_inner_texts()
        assert names == sorted(names)
        shown = page.locator("#table-levels tbody tr:visible")
        page.get_by_label("not reached").check()
        count = shown.count()
        assert 0 < count < 12
        assert page.locator("#found").inner_text() == f"{count} of 12 submissions shown"
        page.get_by_label("all", exact=True).check()
        page.get_by_label("only those that lack something").check()
        assert shown.count() == 1
        page.get_by_label("only those that lack something").uncheck()
        page.get_by_label("Find").fill(names[0].split()[0])
        assert shown.count() == 1
        page.get_by_label("Find").press("Escape")
        assert shown.count() == 12


def test_everything_is_there_without_script(opened):
    with opened("twelve", java_script_enabled=False) as page:
        assert not page.locator("#tools").is_visible()
        assert not page.get_by_text("A heading sorts.").is_visible()
        assert page.locator("#table-submissions tbody tr:visible").count() == 12
        assert page.locator("svg[role=img]:visible").count() == 4
        assert page.locator("svg[role=img]").first.get_attribute("aria-labelledby")


def test_500_submissions_open_in_two_seconds(opened):
    began = time.monotonic()
    with opened("many") as page:
        page.locator("#table-levels tbody tr").last.wait_for()
        spent = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
        assert spent < 2000, (spent, time.monotonic() - began)
        spent = page.evaluate(
            """() => { const began = performance.now();
                document.querySelector('#table-submissions thead th:nth-child(3) button').click();
                document.body.offsetHeight; return performance.now() - began; }"""
        )
        assert spent < 1000


def test_a_followed_page_loads_again_and_can_be_stopped(opened):
    with opened("followed") as page:
        assert page.get_by_label("load it again every 5 seconds").is_checked()
        page.get_by_label("load it again every 5 seconds").uncheck()
        page.reload()
        assert not page.get_by_label("load it again every 5 seconds").is_checked()
