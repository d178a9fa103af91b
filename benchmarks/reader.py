"""What reading a submission costs by its length: in this process, and in the reader sandbox with its start.

    python benchmarks/reader.py [--lines N ...] [--sandbox docker|bubblewrap]

Prints seconds, lines a second, and how the time grows: 1.0 is linear. The submissions are copies of a challenge's samples
under other names, so all signals have work. The goals: 2,000 lines in under 2 s with the start of the sandbox, linear to
50,000.
"""

import re
import statistics
import time
from math import log

import click

from harness import challenge as challenges
from harness import environments
from harness.heuristics import reading
from harness.sandbox.select import choose
from harness.scope import reader_spec
from harness.submission import SourceFile, Submission
from harness.unpack import unpack

CHALLENGE = "ticket-triage"
SAMPLES = ("platform", "layers", "threads")


def submission(lines: int) -> Submission:
    """About so many lines of Python in many modules, whose names differ."""
    folder = challenges.named(CHALLENGE).folder / "samples"
    sources = [f for name in SAMPLES for f in unpack(folder / name).files if f.path.endswith(".py")]
    files: list[SourceFile] = []
    left, copy = lines, 0
    while left > 0:
        for file in sources:
            if left <= 0:
                break
            text = file.data.decode()
            if copy:
                text = re.sub(r"\b(class|def) (\w+)", rf"\1 \2_{copy}", text)
                text = re.sub(r"\b([A-Z]\w+)\(", rf"\1_{copy}(", text)
            kept = text.splitlines(keepends=True)
            try:
                compile("".join(kept[:left]), file.path, "exec")
            except SyntaxError:
                pass
            else:
                kept = kept[:left]
            left -= len(kept)
            files.append(SourceFile(f"copy{copy}/{file.path}" if copy else file.path, "".join(kept).encode()))
        copy += 1
    return Submission("long", "0" * 64, tuple(files))


@click.command()
@click.option("--lines", multiple=True, type=int, default=(2_000, 5_000, 10_000, 20_000, 50_000), show_default=True)
@click.option("--sandbox", type=click.Choice(["auto", "docker", "bubblewrap"]), default="auto", show_default=True)
@click.option("--rounds", type=int, default=3, show_default=True)
def main(lines: tuple[int, ...], sandbox: str, rounds: int) -> None:
    """Measure."""
    challenge = challenges.named(CHALLENGE)
    backend, probe = choose(sandbox, None)
    environment = environments.prepare(probe.backend, reader_spec(challenge), click.echo, ("reader",))
    click.echo(f"{'lines':>8} {'here s':>8} {'sandbox s':>10} {'lines/s':>9} {'growth':>7}")
    before: tuple[int, float] | None = None
    for count in lines:
        made = submission(count)
        real = sum(file.data.count(b"\n") for file in made.files)
        here = _median(rounds, lambda made=made: reading.here([made], challenge))
        inside = _median(rounds, lambda made=made: reading.in_sandbox([made], challenge, backend, environment))
        growth = f"{log(here / before[1]) / log(real / before[0]):.2f}" if before else ""
        click.echo(f"{real:>8,} {here:>8.2f} {inside:>10.2f} {real / here:>9,.0f} {growth:>7}")
        before = real, here


def _median(rounds: int, work) -> float:  # type: ignore[no-untyped-def]
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
