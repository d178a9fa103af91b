"""Templates are compiled once for all commands; a page is the same with what was kept, without it, and where nothing can be."""

import evaluations
import pytest

from harness import report
from harness.errors import HarnessError
from harness.pages import frame


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(frame, "cache_folder", lambda: tmp_path)
    frame._pages.cache_clear()
    yield tmp_path
    frame._pages.cache_clear()


def test_what_was_kept_gives_the_same_page(place):
    first = report.render(evaluations.hostile())
    (kept,) = place.iterdir()
    files = {path.name: path.read_bytes() for path in kept.iterdir()}
    assert kept.stat().st_mode & 0o077 == 0 and len(files) > 4
    frame._pages.cache_clear()
    assert report.render(evaluations.hostile()) == first
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == files  # nothing was compiled anew
    for path in kept.iterdir():
        path.write_bytes(path.read_bytes()[:-20])
    frame._pages.cache_clear()
    assert report.render(evaluations.hostile()) == first


def test_where_nothing_can_be_kept_a_page_is_made_all_the_same(monkeypatch):
    def refuse():
        raise HarnessError("can't make the cache folder")

    monkeypatch.setattr(frame, "cache_folder", refuse)
    frame._pages.cache_clear()
    assert "quiet-otter" in report.render(evaluations.wrong())
    frame._pages.cache_clear()
