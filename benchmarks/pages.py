"""How long pages with many submissions take: to make from figures, and to open in a browser until all of it is laid out.

    python benchmarks/pages.py [--submissions N] [--rounds N]

Needs Chromium (GRADE_CHROMIUM or on the PATH) and the development packages. Prints medians; leave the machine alone meanwhile.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from harness.pages import roundpage
from harness.pages.roundfigures import RoundFigures

OPENED = """() => { document.body.offsetHeight; const times = performance.timing;
    return {load: times.loadEventEnd - times.navigationStart, nodes: document.querySelectorAll("*").length}; }"""
SORTED = """() => { const began = performance.now();
    document.querySelector("#table-submissions thead th:nth-child(3) button").click();
    document.body.offsetHeight; return performance.now() - began; }"""
FILTERED = """() => { const began = performance.now(); const box = document.getElementById("search");
    box.value = "heron"; box.dispatchEvent(new Event("input")); document.body.offsetHeight; return performance.now() - began; }"""


@click.command()
@click.option("--submissions", default=500, show_default=True)
@click.option("--rounds", default=5, show_default=True)
def main(submissions: int, rounds: int) -> None:
    found = made_up(submissions)
    began = time.perf_counter()
    html = roundpage.render(found)
    took = time.perf_counter() - began
    print(f"round page, {submissions} submissions: {len(html.encode()) / 1024:,.0f} KiB, made in {took:.2f} s")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "round.html"
        page_file.write_text(html, "utf-8")
        path = os.environ.get("GRADE_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for width in (360, 1440):
            opened, sorted_, filtered, nodes = [], [], [], 0
            for _ in range(rounds):
                context = browser.new_context(viewport={"width": width, "height": 900})
                page = context.new_page()
                page.goto(page_file.as_uri())
                figures = page.evaluate(OPENED)
                opened.append(figures["load"] / 1000)
                nodes = figures["nodes"]
                sorted_.append(page.evaluate(SORTED) / 1000)
                filtered.append(page.evaluate(FILTERED) / 1000)
                context.close()
            print(
                f"  {width:5} px wide: {nodes:,} elements; opened in {statistics.median(opened):.2f} s (most {max(opened):.2f}), "
                f"sorted in {statistics.median(sorted_):.2f} s, filtered in {statistics.median(filtered):.2f} s"
            )
        browser.close()


def made_up(submissions: int) -> RoundFigures:
    """The figures that the tests use."""
    tests = Path(__file__).parent.parent / "tests"
    sys.path[:0] = [str(tests), str(tests / "pages")]
    import a_made_up_round

    made: RoundFigures = a_made_up_round.make(submissions)
    return made


if __name__ == "__main__":
    main()
