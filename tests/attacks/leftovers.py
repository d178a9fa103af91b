"""What a run must not leave behind on this host: processes, containers, control groups, mounts, files."""

from pathlib import Path

PLACES = [
    Path(name)
    for name in ("/tmp/left-by-an-archive", "/left-behind", "/usr/left-behind", "/etc/left-behind", "left-by-an-archive")
]


def of(run: str, docker: bool) -> list[str]:
    """All that still belongs to `run`, the run's label in its log."""
    found = [str(path) for path in PLACES if path.exists()]
    if run:
        found += [f"control group {path}" for path in _groups(run)]
        found += [f"process {path.parent.name}" for path in Path("/proc").glob("[0-9]*/cgroup") if run in _text(path)]
        found += [f"mount {line}" for line in _text(Path("/proc/self/mountinfo")).splitlines() if run in line]
        found += _containers(run) if docker else []
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _groups(run: str):
    for top in Path("/sys/fs/cgroup").glob("*"):
        for folder in (top, top / "grade"):
            yield from folder.glob(f"*{run}*")


def _containers(run: str) -> list[str]:
    from harness.sandbox.docker import connect

    engine = connect()
    try:
        found = engine.containers(all=True, filters={"label": "grade.run"})
        return [f"container {each['Id'][:12]}" for each in found if each["Labels"]["grade.run"].startswith(run)]
    finally:
        engine.close()
