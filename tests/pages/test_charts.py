"""Charts: the same numbers, the same bytes; nothing that the pages' policy would refuse; words for those who don't see them."""

import xml.etree.ElementTree as ElementTree

import pytest

from harness.pages import charts
from harness.pages.charts import Words

WORDS = Words("c", "Totals <b>&</b>", "3 submissions, from 1 to 9")


def all_kinds():
    rows = [(0.2, 0.5, 0.8), (None, 0.7, None), (-0.3, 0.1, 0.4), (None, None, None)]
    return {
        "histogram": charts.histogram(WORDS, [3, 45, 61, 100], [0, 25, 50, 75, 100], 60, " %"),
        "empty": charts.histogram(WORDS, [], charts.edges_for([])),
        "strip": charts.strip(WORDS, [1, 0, 3], ["level-1", "level-2", "level-3"]),
        "hidden": charts.strip(None, [0.0], ["passed"], 1),
        "bullet": charts.bullet(WORDS, 40, 70, 60),
        "intervals": charts.intervals(WORDS, rows, (0.67, 0.8)),
    }


def test_bytes_style_and_words():
    for name, chart in all_kinds().items():
        assert chart == all_kinds()[name]
        for word in ("style", "script", "pygal", "xlink", "tooltip", "onclick", "<desc></desc>", "NaN", "nan"):
            assert word not in chart, (name, word)
        root = ElementTree.fromstring(str(chart))
        if name == "hidden":
            assert root.get("aria-hidden") == "true"
            continue
        assert root.get("role") == "img"
        ids = {each.get("id"): each.text for each in root.iter() if each.get("id")}
        assert [ids[each] for each in root.get("aria-labelledby").split()] == [WORDS.title, WORDS.says]
        assert "<b>" not in chart


def test_drawn_to_scale():
    bars = ElementTree.fromstring(str(charts.strip(WORDS, [1, 3], ["a", "b"], 8))).iter("rect")
    track, one, three = (float(bar.get("width")) for bar in bars)
    assert three == pytest.approx(3 * one, rel=0.01)
    assert track == pytest.approx(8 * one, rel=0.01)
    whole = ElementTree.fromstring(str(charts.strip(WORDS, [1, 3], ["a", "b"])))
    one = whole.find(".//g[@class='serie is-a']//rect")
    assert float(whole.get("viewBox").split()[2]) == pytest.approx(4 * float(one.get("width")), rel=0.01)


@pytest.mark.parametrize(
    ("values", "edges", "counts"),
    [
        ([0, 10, 10, 19.9, 20, 30], [0, 10, 20, 30], [1, 3, 2]),
        ([], [0, 1], [0]),
        ([100], [0, 50, 100], [0, 1]),
        ([-1, 31], [0, 10, 20, 30], [0, 0, 0]),
    ],
)
def test_bins(values, edges, counts):
    assert charts.binned(values, edges) == counts


@pytest.mark.parametrize("most", [0, 0.003, 0.9, 1, 4.4, 8, 44, 81, 3600])
def test_edges_hold_every_value(most):
    edges = charts.edges_for([most])
    assert edges[0] == 0
    assert edges[-1] >= most
    assert sum(charts.binned([most], edges)) == 1
    assert 1 <= len(edges) - 1 <= 10
