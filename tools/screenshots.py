"""Pictures of the four main pages for the README: report, round, comparison and dossier, from the demo round.

By hand, after `make demo-round`:  .venv/bin/python tools/screenshots.py [PIPELINE]
PIPELINE: default results/demo-round/hiring. Pictures go to docs/images/. Needs the dev extras and a Chromium.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from harness.pages import comparepage, dossier, roundfiles, submission
from harness.rounds.folder import RoundFolder, open_round
from harness.rounds.round import PAGES

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1120, 880
MOST_KIB = 150


def main() -> int:
    """Exit status 1 where a picture came out too large for a README."""
    pipeline = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "results" / "demo-round" / "hiring"
    round_ = next(iter(sorted(pipeline.glob("*/round/log.jsonl"))), None)
    if round_ is None:
        print(f"there is no round in {pipeline}; run make demo-round first, or name a pipeline", file=sys.stderr)
        return 2
    out = ROOT / "docs" / "images"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pages = made(open_round(round_.parent), pipeline, Path(folder))
        shoot(pages, out)
    sizes = {path.name: path.stat().st_size // 1024 for path in sorted(out.glob("*.png"))}
    print(", ".join(f"{name} {size} KiB" for name, size in sizes.items()))
    return 1 if max(sizes.values()) > MOST_KIB else 0


def made(book: RoundFolder, pipeline: Path, folder: Path) -> dict[str, Path]:
    """Each page as a file."""
    codes = book.codes
    report = submission.write(book, codes[1])
    assert report is not None
    roundfiles.write(book.path)
    pages = {"report": report, "round": book.path / PAGES / roundfiles.PAGE}
    for name, html in {
        "compare": comparepage.render(book, codes[:3]),
        "dossier": dossier.render(dossier.make(book.shown_name(codes[0]), [pipeline])),
    }.items():
        pages[name] = folder / f"{name}.html"
        pages[name].write_text(html, "utf-8")
    return pages


def shoot(pages: dict[str, Path], out: Path) -> None:
    """The top of each page."""
    chromium = os.environ.get("GRADE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no Chromium: tools/chromium says how to get one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"])
        for name, path in pages.items():
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            page.goto(path.resolve().as_uri())
            page.screenshot(path=out / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
