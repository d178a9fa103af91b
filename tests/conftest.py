"""What the whole suite shares: which sandboxes this machine has, and which it must have."""

import os

import pytest

from harness import environments
from harness.environments.spec import EnvironmentSpec
from harness.sandbox import select

BACKENDS = [
    pytest.param(("docker", None), id="docker", marks=pytest.mark.engine),
    pytest.param(("docker", "runsc"), id="gvisor", marks=pytest.mark.engine),
    pytest.param(("bubblewrap", None), id="bubblewrap", marks=pytest.mark.bubblewrap),
]


def require(name, runtime=None):
    """The back-end and its probe. Where it does not work: a failure if this machine must have it, else a skip with the reason."""
    backend = select.backend(name)
    probe = backend.probe(runtime)
    if not probe.works:
        told = f"{name}{f' with {runtime}' if runtime else ''} does not work here: {probe.reason}; {probe.remedy}"
        if os.environ.get("GRADE_REQUIRE_ENGINE") == "1":
            pytest.fail(told)
        pytest.skip(told)
    return backend, probe


@pytest.fixture(scope="session", params=BACKENDS)
def sandbox(request):
    """(back-end, its environment without packages, runtime), for each that there is."""
    name, runtime = request.param
    backend, _ = require(name, runtime)
    return backend, environments.prepare(name, EnvironmentSpec(), lambda line: None), runtime
