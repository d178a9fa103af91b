"""Environments: the interpreter and packages that each sandbox of a challenge has.

One file for each kind of back-end. The subject has the challenge's environment and nothing else. The examiner has
that, pytest, hypothesis, httpx, and the harness's own packages `harness.inside` and `harness.testing`.
"""

from collections.abc import Sequence

from harness.environments.spec import EnvironmentSpec
from harness.sandbox import Environment, Progress, Role

POD: tuple[Role, ...] = ("examiner", "subject")


def prepare(backend: str, spec: EnvironmentSpec, progress: Progress, roles: Sequence[Role] = POD) -> Environment:
    """The environment for `backend` ("docker" or "bubblewrap"), built where it isn't there yet.

    Raises GradeError where the challenge asks for what can't be had, HarnessError where this machine, its
    network or its engine is at fault.
    """
    # Imported when used: a run in bubblewrap shouldn't wait for the Docker engine's client to load.
    if backend == "docker":
        from harness.environments import image

        return image.prepare(spec, progress, roles)
    if backend == "bubblewrap":
        from harness.environments import venv

        return venv.prepare(spec, progress, roles)
    raise ValueError(f"no environments are made for {backend}")
