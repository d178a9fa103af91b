"""Charts as inline SVG that pygal draws: no script, no style of their own, colours from the page (`reports/charts.css`).

Each is `role="img"` with a title and a description in words; the page puts the table of the same numbers beside it. What
pygal adds for its own viewer (tooltips, scripts, styles, a random id, the date) is taken out, so equal numbers give equal bytes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from harness.text import one_line

WIDTH = 320
"""Of a chart, in its own units: about as wide as the narrowest screen, so that its letters keep their size there."""
_LETTERS = 12
_EDGE = 0.02 / 1.04
"""What pygal leaves free at each side of a plot, as a share of it."""


@dataclass(frozen=True)
class Words:
    """What a chart is called. name: unique on its page, for ids. title: what it shows. says: the same in words, with figures."""

    name: str
    title: str
    says: str


def histogram(words: Words, values: Sequence[float], edges: Sequence[float], mark: float | None = None, unit: str = "") -> Markup:
    """How many of `values` lie between each two of `edges` (the last edge included), with a line at `mark`."""
    counts = binned(values, edges)
    rise = max(_step(max(counts, default=0) or 1, 4), 1)
    most = rise * math.ceil((max(counts, default=0) or 1) / rise)
    span = edges[-1] - edges[0]
    chart = _chart("Histogram", height=180, range=(0, most), margin_top=10)
    gap = 0.06 * span / len(counts)
    bars = list(zip(counts, edges, edges[1:], strict=False))
    chart.add("", [(0, edges[0], edges[-1]), *((count, low + gap, high - gap) for count, low, high in bars if count)])
    if mark is not None:
        chart.add("", [(most, mark - 0.003 * span, mark + 0.003 * span)])
    step = math.ceil(len(counts) / 5)
    chart.x_labels = [{"value": edge, "label": f"{edge:g}{unit}"} for edge in edges[::step]]
    chart.y_labels = list(range(0, int(most) + 1, int(rise)))
    return _svg(chart, words, "histogram")


def strip(words: Words | None, parts: Sequence[float], classes: Sequence[str], whole: float | None = None) -> Markup:
    """Parts of a whole beside each other, as wide as the room there is. classes: the look of each part, from charts.css.

    words: None where the numbers stand beside it, so that it is hidden from screen readers.
    """
    chart = _chart("Histogram", height=40, width=400, range=(0, 1), margin=0)
    chart.show_x_labels = chart.show_y_labels = False
    chart.add("", [(1, 0, whole or sum(parts) or 1)])
    start, kept = 0.0, ["track"]
    for part, look in zip(parts, classes, strict=True):
        if part:
            chart.add("", [(1, start, start + part)])
            kept.append(look)
        start += part
    return _svg(chart, words, "strip", kept, crop=True)


def bullet(words: Words, low: float, high: float, mark: float, most: float = 100) -> Markup:
    """A figure on a scale from 0 to `most` percent against a mark. low, high: where it can still come to lie."""
    chart = _chart("Histogram", height=64, range=(0, 1), margin_top=6, margin_left=12)
    chart.show_y_labels = False
    chart.add("", [(0.72, 0, most)])
    chart.add("", [(0.72, 0, low)])
    chart.add("", [(0.72, low, high)])
    chart.add("", [(1, mark - 0.003 * most, mark + 0.003 * most)])
    chart.x_labels = [{"value": at * most / 4, "label": f"{at * most / 4:g} %"} for at in range(5)]
    return _svg(chart, words, "bullet", ["track", "filled", "open", "mark"])


def intervals(words: Words, rows: Sequence[tuple[float | None, float | None, float | None]], lines: Sequence[float]) -> Markup:
    """A figure and its interval in each row, top to bottom, on a scale up to 1. rows: least, figure, most; None where unknown."""
    lows = [low if low is not None else value for low, value, _ in rows]
    floor = min([0.0, *(math.floor(4 * low) / 4 for low in lows if low is not None)])
    look = {"range": (0, len(rows)), "xrange": (floor, 1), "stroke": True, "margin_top": 6, "margin_left": 14}
    chart = _chart("XY", height=40 + 24 * len(rows), **look)
    chart.show_y_labels = False
    looks = []
    for line in lines:
        chart.add("", [(line, 0), (line, len(rows))], show_dots=False)
        looks.append("mark")
    for place, (low, value, high) in enumerate(rows):
        y = len(rows) - place - 0.5
        if low is not None and high is not None:
            chart.add("", [(low, y), (high, y)], show_dots=False)
            looks.append("range")
        if value is not None:
            chart.add("", [(value, y)], dots_size=4.5)
            looks.append("dot")
    chart.x_labels = [{"value": at / 4, "label": f"{at / 4:g}"} for at in range(round(4 * floor), 5)]
    return _svg(chart, words, "intervals", looks)


def binned(values: Sequence[float], edges: Sequence[float]) -> list[int]:
    """How many of `values` are in each bin: from its lower edge up to, and without, its upper one; the last has both."""
    counts = [0] * (len(edges) - 1)
    for value in values:
        place = max((number for number, edge in enumerate(edges[:-1]) if value >= edge), default=None)
        if place is not None and value <= edges[-1]:
            counts[place] += 1
    return counts


def edges_for(values: Sequence[float], bins: int = 8) -> list[float]:
    """Round edges from 0 that hold all of `values`."""
    most = max(values, default=0) or 1
    step = _step(most, bins)
    count = max(math.ceil(round(most / step, 9)), 1)
    return [round(number * step, 9) for number in range(count + 1)]


def _step(most: float, steps: int) -> float:
    """The least of 1, 2 and 5 times a power of ten with which that many steps reach `most`."""
    power: float = 10 ** math.floor(math.log10(most / steps))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power * steps >= most)


# ---------------------------------------------------------------- pygal, and what is left of what it draws


def _chart(kind: str, **options: Any) -> Any:
    import pygal  # takes a while to load
    from pygal.etree import etree

    etree.to_etree()  # lxml, where it happens to be installed, would spell the same chart otherwise
    style = pygal.style.Style(label_font_size=_LETTERS, major_label_font_size=_LETTERS)
    common = {"width": WIDTH, "css": [], "js": [], "style": style, "show_legend": False, "margin": 4, "stroke": False}
    if "margin" not in options:  # half of a scale's last number stands out over its end
        common["margin_right"] = 18
    return getattr(pygal, kind)(**{**common, **options})


def _svg(chart: Any, words: Words | None, look: str, classes: Sequence[str] = (), crop: bool = False) -> Markup:
    drawn = chart.render_tree()
    plots = [each for each in drawn.iter() if each.get("class") in ("plot", "plot overlay")]
    for plot in plots:
        _clean(plot)
        for each in plot.iter():
            for number, name in enumerate(classes):
                if f"serie-{number}" in each.get("class", "").split():
                    each.set("class", f"serie is-{name}")
    box, fit = drawn.get("viewBox"), "xMidYMid meet"
    if crop:
        width, height = (float(size) for size in box.split()[2:])
        box = f"{width * _EDGE:.2f} {height * _EDGE:.2f} {width * (1 - 2 * _EDGE):.2f} {height * (1 - 2 * _EDGE):.2f}"
        fit = "none"
    root = Element("svg", {"class": f"chart {look}", "viewBox": box, "preserveAspectRatio": fit, "focusable": "false"})
    if words is None:
        root.set("aria-hidden", "true")
    else:
        root.attrib |= {"role": "img", "aria-labelledby": f"{words.name}-title {words.name}-says"}
        for part, text in (("title", words.title), ("desc", words.says)):
            SubElement(root, part, {"id": f"{words.name}-{'says' if part == 'desc' else part}"}).text = one_line(text, 2000)
    root.extend(plots)
    return Markup(tostring(root, encoding="unicode", method="html"))  # ElementTree has escaped it


def _clean(element: Element) -> None:
    """What a reader of the page needs, and nothing that its policy would refuse."""
    for inner in list(element):
        tag = _tag(inner)
        if tag in ("title", "desc", "style", "script", "defs", "") or (tag == "rect" and inner.get("class") == "background"):
            element.remove(inner)
            continue
        _clean(inner)
        if tag == "g" and not len(inner):
            element.remove(inner)
    for key in ("style", "id", "rx", "ry"):
        element.attrib.pop(key, None)
    for key in ("x", "y", "width", "height", "cx", "cy", "r"):
        if key in element.attrib:
            element.set(key, f"{float(element.get(key, 0)):.2f}".rstrip("0").rstrip("."))
    if "class" in element.attrib:
        element.set("class", element.attrib["class"].replace(" reactive", "").replace(" tooltip-trigger", ""))
    element.tag = _tag(element)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
