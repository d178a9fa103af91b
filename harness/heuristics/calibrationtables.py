"""A calibration as text, as Markdown for the docs, and as plain data."""

from dataclasses import asdict
from typing import Any

from harness.heuristics import catalogue
from harness.heuristics.calibrate import BANDS, Calibration

Rows = list[tuple[str, ...]]


def as_json(found: Calibration) -> dict[str, Any]:
    """What is printed, as plain data."""
    return {
        "auc": round(found.auc, 4),
        "interval": found.interval,
        "auc_with_degree_1": round(found.auc_all, 4),
        "confusion": found.confusion,
        "fits": found.chosen,
        "signals": [asdict(each) for each in found.signals],
        "samples": [
            {"challenge": each.case.challenge, "name": each.case.name, "over_built": each.case.over, "degree": each.case.degree,
             "points": each.points, "band": each.band}
            for each in found.judged
        ],
    }  # fmt: skip


def head(found: Calibration) -> str:
    """The figures in words."""
    right = sum(not each.case.over and each.case.judged for each in found.judged)
    clear = sum(each.case.clear and each.case.judged for each in found.judged)
    wide = max(found.auc - found.interval[0], found.interval[1] - found.auc)
    return (
        f"AUC {found.auc:.3f} between {right} right-sized and {clear} clearly over-built solutions (degree 2, 3), each judged by "
        f"weights fitted without its challenge; 95 % interval {found.interval[0]:.3f} to {found.interval[1]:.3f}, about "
        f"±{wide:.2f} with so few. With those of degree 1 it is {found.auc_all:.3f}."
    )


def _confusion(found: Calibration) -> Rows:
    rows = [("label", *BANDS)]
    rows += [(label, *(str(row[band]) for band in BANDS)) for label, row in found.confusion.items()]
    return rows


def _signals(found: Calibration) -> Rows:
    rows: Rows = [("signal", "family", "right-sized", "over-built", "mean part", "AUC alone", "AUC without", "holds", "verdicts")]
    for each in found.signals:
        rows.append(
            (
                each.signal, catalogue.signals()[each.signal].family, str(each.right_sized), str(each.over_built),
                f"{each.mean_right_sized:.2f} : {each.mean_over_built:.2f}", f"{each.auc_alone:.2f}", f"{each.auc_without:.3f}",
                f"{each.holds:.0%}", str(each.verdicts),
            )
        )  # fmt: skip
    return rows


def _samples(found: Calibration) -> Rows:
    rows: Rows = [("challenge", "solution", "label", "points", "band")]
    for each in sorted(found.judged, key=lambda each: (each.case.challenge, each.points)):
        label = f"over-built, degree {each.case.degree}" if each.case.over else "right-sized"
        rows.append((each.case.challenge, each.case.name, label, f"{each.points:.1f}", each.band))
    return rows


def _fits(found: Calibration) -> Rows:
    names = list(next(iter(found.chosen.values()), {}))
    return [("judged", *names), *((held, *(f"{figures[name]:g}" for name in names)) for held, figures in found.chosen.items())]


def text(found: Calibration) -> str:
    """For a terminal."""
    parts = [head(found)]
    for rows in (_confusion(found), _signals(found), _samples(found), _fits(found)):
        wide = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)) for row in rows)
        parts.append("\n".join(line.rstrip() for line in lines))
    return "\n\n".join(parts)


def markdown(found: Calibration) -> str:
    """A page for the docs."""
    parts = [
        "# Calibration",
        "Written by `grade heuristics calibrate --markdown`. How it works is told in [scope.md](scope.md).",
        head(found),
        "## Bands",
        _table(_confusion(found)),
        "## Signals",
        "In how many right-sized and over-built solutions a signal adds something, its mean part in each before saturating, how "
        "well it separates alone, and how well the others do without it. *holds*: the share of findings that graders should "
        "agree with.",
        _table(_signals(found)),
        "## Solutions",
        _table(_samples(found)),
        "## Fits",
        "What was fitted without the challenge that was then judged: how fast families saturate, and the cut-offs.",
        _table(_fits(found)),
    ]
    return "\n\n".join(parts) + "\n"


def _table(rows: Rows) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])
