"""Which sandboxes work on this machine, what they can promise here, and what to do about the others."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from harness.limits import Limits
from harness.sandbox import Probe, select


@dataclass(frozen=True)
class Found:
    """One sandbox that `grade` could use. options: what to type for it."""

    probe: Probe
    runtime: str | None = None

    @property
    def options(self) -> str:
        return f"--sandbox {self.probe.backend}" + (f" --runtime {self.runtime}" if self.runtime else "")


@dataclass(frozen=True)
class Report:
    found: tuple[Found, ...]

    @property
    def auto(self) -> Found | None:
        """What `grade` takes where nobody says which."""
        return next((each for each in self.found if each.probe.works and each.runtime is None), None)

    @property
    def works(self) -> bool:
        return any(each.probe.works for each in self.found)

    def as_json(self) -> dict[str, Any]:
        return {
            "auto": self.auto.probe.backend if self.auto else None,
            "sandboxes": [{**asdict(each.probe), "runtime": each.runtime} for each in self.found],
            "limits": Limits().model_dump(),
        }


def examine() -> Report:
    """Try them all, for real."""
    from harness.sandbox import docker

    found = [_docker(None)]
    if found[0].probe.works:
        found += map(_docker, docker.runtimes())
    return Report((*found, Found(select.backend("bubblewrap").probe())))


def _docker(runtime: str | None) -> Found:
    from harness.sandbox import docker, trial

    probe = docker.probe(runtime)
    if probe.works and (said := trial.of_docker(runtime)):
        probe = replace(
            probe, works=False, in_force=(), weaker=(), reason=said, remedy="see the engine's log (journalctl -u docker)"
        )
    return Found(probe, runtime)


def text(report: Report) -> str:
    """For a person at a terminal."""
    lines: list[str] = []
    for each in report.found:
        probe = each.probe
        name = probe.backend + (f" with {each.runtime}" if each.runtime else "")
        lines.append(f"{name}: {'works' if probe.works else 'does not work'}{f', {probe.version}' if probe.version else ''}")
        if probe.works:
            lines += [f"  in force  {line}" for line in probe.in_force]
            lines += [f"  weaker    {line}" for line in probe.weaker]
        else:
            lines += [f"  why       {probe.reason}", f"  do        {probe.remedy}"]
        lines.append("")
    lines.append(_limits())
    lines.append("")
    if report.auto:
        others = [each.options for each in report.found if each.probe.works and each is not report.auto]
        lines.append(f"grade uses {report.auto.probe.backend}" + (f"; it can also use {', '.join(others)}" if others else ""))
    else:
        lines.append("No sandbox works here, so nothing can be graded: never without isolation.")
    return "\n".join(lines)


def _limits() -> str:
    limits = Limits()
    return (
        f"limits unless a challenge says otherwise: {limits.memory_mib} MiB of memory, {limits.pids} processes, "
        f"{limits.cpus:g} CPU, {limits.disk_mib} MiB of files, {limits.open_files} open files, "
        f"{limits.test_s:g} s for a test and {limits.run_s:g} s for all"
    )
