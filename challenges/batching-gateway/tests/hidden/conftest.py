"""What every test of the gateway starts from."""

import pytest
from fakemodel import FakeModel
from service import Gateway


@pytest.fixture
def model():
    """A model server of this test."""
    made = FakeModel()
    yield made
    made.close()


@pytest.fixture
def gateway(candidate, model):
    """The candidate's gateway, listening, with `model` behind it."""
    return Gateway(candidate, model)
