"""The host's side of reading: sends a submission's files as text into the reader sandbox, and takes nothing back on trust."""

import base64
import gc
import hashlib
import json
import math
import pkgutil
import struct
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness import live
from harness.challenge import Challenge
from harness.files import read_folder
from harness.heuristics import inside
from harness.heuristics.source.decoding import decoded
from harness.limits import Limits
from harness.sandbox import Backend, Environment, Sandbox
from harness.submission import SourceFile, Submission
from harness.text import one_line

LIMITS = Limits(run_s=120, memory_mib=1024, pids=64, cpus=1, disk_mib=16, output_kib=256)
MOST_ANSWER = 32 * 1024 * 1024
MOST_NOTE = 500
MOST_TRIES = 4  # each without the file that ended the one before
HERE = Path(__file__).parent
PROGRAM = """
import importlib.machinery, json, struct, sys
sys.path[:] = [place for place in sys.path if place]
stream = sys.stdin.buffer
modules = json.loads(stream.read(struct.unpack(">I", stream.read(4))[0]))
sources = dict(modules["sources"])
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name in sources or name in modules["packages"]:
            return importlib.machinery.ModuleSpec(name, self, is_package=name in modules["packages"])
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        source = sources.get(module.__name__, "")
        exec(compile(source, "<harness>/" + module.__name__, "exec", dont_inherit=True), module.__dict__)
sys.meta_path.insert(0, Finder())
from harness.heuristics import inside
from harness.heuristics.source.decoding import decoded
inside.main(modules["signals"])
"""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Found(_Model):
    """One place that a signal found."""

    signal: str = Field(max_length=60)
    file: str = Field(max_length=4096)
    line: int = Field(ge=0, le=10_000_000)
    message: str = Field(max_length=1000)
    weight: float = Field(ge=0, le=10)


Abstraction = tuple[str, int, str, tuple[tuple[str, tuple[int, ...]], ...]]
"""Path, line and name, and its implementations in use: a class, and the numbers of its functions."""


class Reading(_Model):
    """What was read in one submission. figures: see source/figures.py.

    functions: path, name, first and last line, nodes, whether own tests use the name; a function's number is its place here.
    """

    figures: dict[str, float]
    findings: tuple[Found, ...] = Field(max_length=20_000)
    counted: dict[str, int] = {}
    functions: tuple[tuple[str, str, int, int, int, bool], ...] = Field((), max_length=5000)
    abstractions: tuple[Abstraction, ...] = Field((), max_length=200)
    languages: dict[str, float] = {}
    notes: tuple[str, ...] = Field((), max_length=200)
    entries_known: bool = True
    failed: str = ""


Problem = Literal["the reader ended", "the reader took too long"]


def asked(challenge: Challenge) -> dict[str, Any]:
    """What the reader is told of a challenge: its brief and what its file says of scope; no hidden test."""
    brief = challenge.folder / "brief.md"
    text = brief.read_text("utf-8", "replace") if brief.is_file() else ""
    starter = challenge.folder / "starter"
    kit = [*challenge.public_files(), *(read_folder(starter) if starter.is_dir() else ())]
    return {
        "brief": text,
        "imports": list(challenge.imports),
        "entry_points": list(challenge.entry_points),
        "allowed": list(challenge.scope.allowed_packages),
        "provided": list(challenge.environment.packages),
        "not_asked": list(challenge.scope.not_asked),
        "kit": sorted({hashlib.sha256(file.data).hexdigest() for file in kit if len(file.data) > 200}),
    }


def here(submissions: Sequence[Submission], challenge: Challenge) -> list[Reading]:
    """Read in this process: only for samples and references, which people whom we trust wrote."""
    about = asked(challenge)
    about = {
        **about,
        **{key: tuple(value) for key, value in about.items() if isinstance(value, list)},
        "kit": frozenset(about["kit"]),
    }
    try:
        return [_checked(inside.read(_texts(each.files), about, [])) for each in submissions]
    finally:
        gc.enable()


def in_sandbox(
    submissions: Sequence[Submission],
    challenge: Challenge,
    backend: Backend,
    environment: Environment,
    runtime: str | None = None,
    log: Callable[[str], None] = lambda line: None,
) -> list[Reading]:
    """Read in the reader sandbox. Raises HarnessError where it can't be had; of hostile source a reading says what failed."""
    skip: list[list[str]] = [[] for _ in submissions]
    readings: list[Reading] = []
    for attempt in range(MOST_TRIES):
        left = submissions[len(readings) :]
        more, at, problem = _once(left, skip[len(readings) :], challenge, backend, environment, runtime, log)
        readings += more
        if not problem or len(readings) == len(submissions):
            return readings
        log(f"{problem} at {one_line(at, 300)}; attempt {attempt + 1}")
        if at.startswith("signal ") or not at:
            break
        skip[len(readings)].append(at)
    failed = Reading(figures={}, findings=(), failed=f"{problem}, and would not without some of the files")
    return [*readings, *[failed] * (len(submissions) - len(readings))]


def marked(
    submission: Submission,
    challenge: Challenge,
    backend: Backend,
    environment: Environment,
    runtime: str | None = None,
    log: Callable[[str], None] = lambda line: None,
) -> Submission | None:
    """The submission with a mark in each function, for a run apart; None where it can't be made. As hostile as the submission."""
    found, _, problem = _once([submission], [[]], challenge, backend, environment, runtime, log, marks=True)
    if problem or not found or not isinstance(found[0], dict):
        return None
    known = {file.path: file for file in submission.files}
    texts = {path: text for path, text in found[0].items() if path in known and isinstance(text, str)}
    try:
        data = {path: text.encode("utf-8", "surrogateescape") for path, text in texts.items()}
    except UnicodeEncodeError:
        return None
    files = tuple(replace(file, data=data[file.path]) if file.path in data else file for file in submission.files)
    return replace(submission, files=files)


def _once(
    submissions: Sequence[Submission],
    skip: Sequence[list[str]],
    challenge: Challenge,
    backend: Backend,
    environment: Environment,
    runtime: str | None,
    log: Callable[[str], None],
    marks: bool = False,
) -> tuple[list[Any], str, str]:
    question = {
        "marks": marks,
        "asked": asked(challenge),
        "submissions": [
            {"files": [(path, base64.b64encode(file.data).decode()) for path, file in _read(each.files)], "skip": without}
            for each, without in zip(submissions, skip, strict=True)
        ],
    }
    readings: list[Any] = []
    at, problem = "", ""
    with live.tracked(backend.pod(environment, LIMITS, f"{uuid.uuid4().hex}-reader", runtime)) as pod:
        sandbox = pod.start(
            "reader", [environment.python["reader"], "-c", PROGRAM], {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        )
        try:
            sandbox.send(program() + _frame(question))
            answers = _Answers(sandbox, time.monotonic() + LIMITS.run_s)
            while len(readings) < len(submissions) and (answer := answers.next()) is not None:
                if "began" in answer:
                    at = str(answer["began"])
                elif marks:
                    readings.append(answer.get("marked"))
                else:
                    readings.append(_checked(answer.get("reading")))
        except (BrokenPipeError, ValueError, RecursionError) as error:
            log(f"the reader's answer is broken: {type(error).__name__}")
            problem = "the reader ended"
        except TimeoutError:
            problem = "the reader took too long"
        if len(readings) < len(submissions):
            problem = problem or "the reader ended"
            log(f"reader said: {one_line(sandbox.errors(), 2000)}")
    return readings, at, problem


class _Answers:
    """Frames from the reader, within bounds of size and time."""

    def __init__(self, sandbox: Sandbox, deadline: float) -> None:
        self.sandbox, self.deadline = sandbox, deadline
        self.buffer = b""
        self.taken = 0

    def next(self) -> dict[str, Any] | None:
        while True:
            if time.monotonic() > self.deadline:
                raise TimeoutError
            if len(self.buffer) >= 4:
                (length,) = struct.unpack(">I", self.buffer[:4])
                if length > MOST_ANSWER:
                    raise ValueError("too long")
                if len(self.buffer) >= 4 + length:
                    data, self.buffer = self.buffer[4 : 4 + length], self.buffer[4 + length :]
                    answer = json.loads(data)
                    return answer if isinstance(answer, dict) else {}
            chunk = self.sandbox.receive(max(0.001, self.deadline - time.monotonic()))
            if not chunk:
                return None
            self.taken += len(chunk)
            if self.taken > 4 * MOST_ANSWER:
                raise ValueError("too much")
            self.buffer += chunk


def _checked(answer: object) -> Reading:
    """Raises ValueError for what no reader of ours writes."""
    try:
        reading = Reading.model_validate(answer)
    except (ValidationError, RecursionError) as error:
        raise ValueError("no reading") from error
    if not all(math.isfinite(value) and 0 <= value < 1e9 for value in reading.figures.values()):
        raise ValueError("no figures")
    if any(len(name) > 40 for name in reading.languages):
        raise ValueError("no languages")
    notes = tuple(one_line(note, MOST_NOTE) for note in reading.notes)
    return reading.model_copy(update={"notes": notes, "failed": ""})  # what failed is for this side to say


def _read(files: Sequence[SourceFile]) -> list[tuple[str, SourceFile]]:
    """Text files by path. What is binary is data, and is not sent."""
    return [(file.path, file) for file in files if b"\0" not in file.data[:8192] or file.path.endswith(".py")]


def _texts(files: Sequence[SourceFile]) -> list[tuple[str, str]]:
    return [(path, decoded(path, file.data)) for path, file in _read(files)]


@cache
def program() -> bytes:
    """The reader's modules, as the first frame for PROGRAM."""
    sources = {
        f"harness.heuristics.{'.'.join(path.relative_to(HERE).with_suffix('').parts)}".removesuffix(".__init__"): path.read_text(
            "utf-8"
        )
        for path in [HERE / "inside.py", *sorted((HERE / "source").glob("*.py")), *sorted((HERE / "signals").glob("*.py"))]
    }
    packages = ["harness", "harness.heuristics", "harness.heuristics.source", "harness.heuristics.signals"]
    return _frame({"sources": list(sources.items()), "packages": packages, "signals": names()})


@cache
def names() -> list[str]:
    """The signals' names, by listing the folder."""
    return sorted(module.name for module in pkgutil.iter_modules([str(HERE / "signals")]))


@cache
def sha256() -> str:
    """Of all that decides a reading: the reader's modules."""
    return hashlib.sha256(program() + PROGRAM.encode()).hexdigest()


def _frame(value: Any) -> bytes:
    data = json.dumps(value).encode()
    return struct.pack(">I", len(data)) + data
