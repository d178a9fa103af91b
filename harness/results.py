"""A submission's result on disk: `result.json`, and what is made from it: `report.html`, `junit.xml` and `findings.sarif`."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from harness.errors import GradeError, HarnessError
from harness.evaluation import SCHEMA, Evaluation
from harness.files import write_whole
from harness.text import one_line

RESULT, REPORT, JUNIT, SARIF = "result.json", "report.html", "junit.xml", "findings.sarif"
MAX_BYTES = 1024**3


def write(folder: Path, evaluation: Evaluation) -> None:
    """Write the four files into `folder`, which is made where it is missing. Raises HarnessError where that can't be done.

    All are rendered before the first is written. `result.json` comes last and an old one goes first, so that where it is,
    the others belong to it.
    """
    from harness import junit, report  # the templates' and the highlighter's modules take a while to load
    from harness.heuristics import sarif

    pages = {REPORT: report.render(evaluation).encode(), JUNIT: junit.render(evaluation), SARIF: sarif.render(evaluation)}
    result = to_json(evaluation).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            (folder / RESULT).unlink()
    except OSError as error:
        raise HarnessError(f"cannot write into {_shown(folder)}: {error.strerror}; choose another folder with --out") from error
    for name, data in pages.items():
        write_whole(folder / name, data)
    write_whole(folder / RESULT, result)


def read(path: Path) -> Evaluation:
    """The evaluation in a `result.json`, or in the one of a folder. Raises GradeError that says what is wrong with it."""
    place = path / RESULT if path.is_dir() else path
    data = _bytes(place)
    try:
        return Evaluation.model_validate_json(data)
    except ValidationError as error:
        _check_json(place, data)  # which names the trouble better, where it finds any
        first = error.errors(include_url=False, include_input=False)[0]
        where = one_line(".".join(map(str, first["loc"])), 200)
        raise _damaged(place, f"{where}: {one_line(first['msg'], 300)}") from error


def to_json(evaluation: Evaluation) -> str:
    """The text of `result.json`, the same for equal evaluations."""
    return evaluation.model_dump_json(by_alias=True, indent=2) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of `result.json`."""
    schema = Evaluation.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _bytes(place: Path) -> bytes:
    try:
        if not place.is_file():
            raise GradeError(f"{_shown(place)}: there is no such file; give the result.json that grade wrote, or its folder")
        if place.stat().st_size > MAX_BYTES:
            raise GradeError(f"{_shown(place)} is over 1 GiB, which no result of grade is")
        return place.read_bytes()
    except OSError as error:
        raise GradeError(f"cannot read {_shown(place)}: {error.strerror}") from error


def _check_json(place: Path, data: bytes) -> None:
    try:
        found = json.loads(data.decode())
    except UnicodeDecodeError as error:
        raise _damaged(place, f"byte {error.start} is no UTF-8") from error
    except json.JSONDecodeError as error:
        raise _damaged(place, f"no JSON at line {error.lineno}, column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(place, "no JSON that can be read") from error
    if not isinstance(found, dict) or not isinstance(found.get("schema"), str):
        raise GradeError(f"{_shown(place)} is no result of grade: it names no schema; give the result.json that grade wrote")
    _check_schema(place, found["schema"])


def _damaged(place: Path, what: str) -> GradeError:
    return GradeError(f"{_shown(place)} is damaged: {what}; grade the submission again")


def _check_schema(place: Path, schema: str) -> None:
    if schema == SCHEMA:
        return
    family, _, version = schema.rpartition("/")
    own_family, _, own_version = SCHEMA.rpartition("/")
    if family == own_family and version.isdecimal() and int(version[:9]) > int(own_version):
        raise GradeError(
            f"{_shown(place)} was written by a newer grade (its schema is {one_line(schema, 60)}, this one reads {SCHEMA}); "
            "update grade"
        )
    raise GradeError(f"{_shown(place)} is no result of grade: its schema is {one_line(schema, 60)}, not {SCHEMA}")


def _shown(path: Path) -> str:
    return one_line(str(path), 300)
