import pytest
from desk import Desk, model


@pytest.fixture
def desk(candidate):
    """The submission, with a model to ask."""
    with model() as made:
        yield Desk(candidate, made)
