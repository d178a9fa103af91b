"""A report that can be mailed around: one HTML file with pictures as SVG."""

from html import escape

STYLE = "body{font:14px sans-serif;max-width:60em;margin:2em auto}td,th{padding:.2em .8em;text-align:left}svg{border:1px solid #ccc}"


def table(rows, head):
    lines = ["<table><tr>", *(f"<th>{escape(str(cell))}</th>" for cell in head), "</tr>"]
    for row in rows:
        lines.append("<tr>" + "".join(f"<td>{escape(f'{c:.4f}' if isinstance(c, float) else str(c))}</td>" for c in row) + "</tr>")
    return "".join([*lines, "</table>"])


def curve(points, size=300):
    dots = "".join(f'<circle cx="{x * size:.0f}" cy="{size - y * size:.0f}" r="4"/>' for x, y, _ in points)
    line = f'<line x1="0" y1="{size}" x2="{size}" y2="0" stroke="#999"/>'
    return f'<svg width="{size}" height="{size}">{line}{dots}</svg>'


def bars(values, width=400):
    most = max(max(values.values()), 1e-9)
    return "".join(
        f'<div>{escape(name)} <span style="display:inline-block;background:#48c;height:1em;width:{max(0, value) / most * width:.0f}px"></span></div>'
        for name, value in values.items()
    )


def page(numbers, intervals, points, importance, trials, drift):
    return f"""<!doctype html><meta charset="utf-8"><title>Late parcels</title><style>{STYLE}</style>
<h1>Late parcels: what to expect</h1>
{table(numbers.items(), ["number", "value"])}
<h2>Intervals (90 %)</h2>{table([(name, *pair) for name, pair in intervals.items()], ["", "from", "to"])}
<h2>Reliability</h2>{curve(points)}
<h2>What matters</h2>{bars(importance)}
<h2>Search</h2>{table([(t["member"], t["parameters"], t["brier"]) for t in trials], ["member", "parameters", "Brier"])}
<h2>Drift</h2>{table(drift.items(), ["column", "PSI"])}
"""
