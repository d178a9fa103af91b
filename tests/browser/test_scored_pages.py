"""The report with people's scores and the dossier in a real browser: read by everyone, on any screen and on paper."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_report_page import RUN_AXE, TAGS, overflow, unfold

from harness.pages import dossier, submission
from harness.rounds.folder import open_round

sys.path.insert(0, str(Path(__file__).parent.parent / "pages"))
import a_scored_round as a


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Each page as a file."""
    tmp = tmp_path_factory.mktemp("scored-pages")
    round_, codes = a.make(tmp)
    made = {}
    for name, code in codes.items():
        made[name] = tmp / f"{code}.html"
        made[name].write_bytes(submission.write(open_round(round_), code).read_bytes())
    a.closed(round_)
    made["dossier"] = tmp / "dossier.html"
    made["dossier"].write_text(dossier.render(dossier.make(a.NAMES[1], [round_])), "utf-8")
    return made


@pytest.fixture
def at(browser, files):
    @contextmanager
    def open_page(which, width=1440, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        page = context.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        try:
            page.goto(files[which].as_uri())
            yield page
            assert complaints == []
        finally:
            context.close()

    return open_page


NOOR, JONAS, MEI, _ = a.NAMES


@pytest.mark.parametrize(
    ("which", "width", "scheme"),
    [(NOOR, 1440, "light"), (JONAS, 360, "dark"), (MEI, 768, "light"), ("dossier", 360, "light"), ("dossier", 1440, "dark")],
)
def test_axe_finds_nothing_and_nothing_reaches_over_the_edge(at, axe, which, width, scheme):
    with at(which, width, color_scheme=scheme) as page:
        unfold(page)
        assert overflow(page) == []
        page.evaluate(axe)
        found = page.evaluate(RUN_AXE, TAGS)
        assert found["violations"] == []
        assert found["passes"] > 15
        page.set_viewport_size({"width": 320, "height": 800})
        assert overflow(page) == []


def test_figures_lead_to_what_they_were_made_from(at):
    with at(NOOR) as page:
        page.get_by_role("link", name="80", exact=True).click()
        assert page.url.endswith("#criteria")
        page.locator("#red-flags").get_by_role("link", name="packer.py:9").click()
        assert page.locator("#f2-L9").is_visible()
        page.locator("#f2-L9 + .note + .note").get_by_role("link").click()
        assert page.url.endswith("#flag-over-built")


def test_marks_are_not_copied_with_the_source(at):
    with at(NOOR) as page:
        copied = page.evaluate(
            """() => {
                document.getElementById("f2").open = true;
                const range = document.createRange();
                range.selectNodeContents(document.querySelector("#f2 pre"));
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return getSelection().toString();
            }"""
        )
        assert "class BudgetError" in copied
        assert "raises" not in copied


def test_print(at, tmp_path):
    expected = {NOOR: ("Reached", "two helper classes", "Over-built", "1.9 times"), "dossier": ("Trail", "log.jsonl:1")}
    for which, words in expected.items():
        with at(which, color_scheme="dark") as page:
            page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        to_text = ["pdftotext", "-layout", tmp_path / "page.pdf", "-"]
        told = subprocess.run(to_text, capture_output=True, text=True, check=True).stdout
        assert [each for each in words if each not in told] == []
