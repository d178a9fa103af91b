"""A real Chromium, found by GRADE_CHROMIUM (`tools/chromium` prints the place) or on the PATH."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import evaluations
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from harness import report

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder need the browser, and share one."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def axe() -> str:
    """The program of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of each kind of evaluation, as a file."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for kind, evaluation in evaluations.ALL.items():
        made[kind] = folder / f"{kind}.html"
        made[kind].write_text(report.render(evaluation()), "utf-8")
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("GRADE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail('no Chromium: install Debian\'s package chromium, or leave these tests out with -m "not browser"')
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Callable[..., Any]:
    """A report in a window of its own; leaving it fails where the page complained or asked for anything from outside."""

    @contextmanager
    def open_page(kind: str, width: int = 1440, height: int = 900, anchor: str = "", **options: Any) -> Iterator[Page]:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        complaints: list[str] = []
        address = pages[kind].as_uri()
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: request.url.startswith(address) or complaints.append(f"request: {request.url}"))
        try:
            page.goto(address + anchor)
            yield page
            assert complaints == []
        finally:
            context.close()

    return open_page
