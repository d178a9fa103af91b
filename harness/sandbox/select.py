"""Which sandbox to use: the one that was asked for, or the best that works here. Never none."""

import importlib
from types import ModuleType

from harness.errors import HarnessError
from harness.sandbox import Probe

BACKENDS = ("docker", "bubblewrap")


def backend(name: str) -> ModuleType:
    """The module of a back-end; loaded when it is used, since the docker SDK takes a while."""
    return importlib.import_module(f"harness.sandbox.{name}")


def choose(name: str = "auto", runtime: str | None = None) -> tuple[ModuleType, Probe]:
    """The back-end and what it can promise here. `auto`: Docker where an engine answers, else bubblewrap.

    Raises HarnessError that says what to install or allow.
    """
    if name == "bubblewrap" and runtime:
        raise HarnessError("--runtime is for the Docker engine; leave it out with --sandbox bubblewrap")
    names = [name] if name != "auto" else ["docker"] if runtime else list(BACKENDS)
    probes = []
    for each in names:
        found: Probe = backend(each).probe(runtime)
        if found.works:
            return backend(each), found
        probes.append(found)
    told = "\n".join(f"  {each.backend}: {each.reason}; {each.remedy}" for each in probes)
    raise HarnessError(f"no sandbox works here, and nothing is graded without one:\n{told}")
