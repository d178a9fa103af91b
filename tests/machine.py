"""What this machine has, and must have."""

import os

import pytest

from harness.sandbox import select


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
