"""What the whole suite shares: which sandboxes this machine has, and which it must have."""

import pytest
from machine import require

from harness import environments
from harness.environments.spec import EnvironmentSpec

BACKENDS = [
    pytest.param(("docker", None), id="docker", marks=pytest.mark.engine),
    pytest.param(("docker", "runsc"), id="gvisor", marks=pytest.mark.engine),
    pytest.param(("bubblewrap", None), id="bubblewrap", marks=pytest.mark.bubblewrap),
]


@pytest.fixture(scope="session", params=BACKENDS)
def sandbox(request):
    """(back-end, its environment without packages, runtime), for each that there is."""
    name, runtime = request.param
    backend, _ = require(name, runtime)
    return backend, environments.prepare(name, EnvironmentSpec(), lambda line: None), runtime
