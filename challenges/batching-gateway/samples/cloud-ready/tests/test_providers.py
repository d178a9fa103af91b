import pytest

from gateway.environment import Environment
from gateway.providers import PROVIDERS
from gateway.providers.base import BadAnswer

ANSWERS = {
    "plain": {"outputs": ["x"]},
    "torchserve": {"predictions": ["x"]},
    "kserve": {"outputs": [{"data": ["x"]}]},
    "openai": {"choices": [{"index": 0, "text": "x"}]},
}


@pytest.mark.parametrize("name", list(ANSWERS))
def test_dialects(name):
    provider = PROVIDERS[name](Environment({}))
    assert provider.outputs(ANSWERS[name], 1) == ["x"]
    with pytest.raises(BadAnswer):
        provider.outputs({}, 1)
