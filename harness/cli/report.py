"""`grade report FOLDER`."""

from pathlib import Path

import click

from harness import results
from harness.errors import GradeError
from harness.merged import Merged
from harness.rounds.log import LOG


@click.command("report")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("codes", nargs=-1, metavar="[CODE-NAME...]")
@click.option("--json", "as_json", is_flag=True, help="Print the figures, with how each came about; one object a line.")
def command(folder: Path, codes: tuple[str, ...], as_json: bool) -> None:
    """Make report.html again, with the scores that are there by now.

    FOLDER is a round (all its submissions, or those named), or the folder of one result; scorecards of a result outside a round
    lie in its scores/, a file a grader. Tests are not run again.

    \b
    grade report spring
    grade report spring amber-heron
    grade report results/submission
    """
    from harness.pages import submission

    if (folder / LOG).exists():
        from harness.merge import of_round
        from harness.rounds.folder import open_round

        book = open_round(folder)
        for code in [book.check(code) for code in codes] or book.codes:
            place = submission.write(book, code)
            told = str(place) if place else f"{code}: not graded yet, so there is no report"
            click.echo(_line(of_round(book, code)) if as_json else told)
    elif (folder / results.RESULT).exists():
        if codes:
            raise GradeError(f"{folder} is the folder of one result; code names go with a round")
        place, merged = submission.write_outside(folder)
        click.echo(_line(merged) if as_json else str(place))
    else:
        raise GradeError(f"{folder} is neither a round nor the folder of a result: it has no {LOG} and no {results.RESULT}")


def _line(merged: Merged | None) -> str:
    return "null" if merged is None else merged.model_dump_json(by_alias=True)
