import pytest

from gateway.exception.exceptions import InvalidRequestException, UpstreamContractException
from gateway.mapper.model_mapper import BytesToModelResponseMapper
from gateway.mapper.predict_mapper import BytesToPredictRequestMapper, OutputToPredictResponseMapper


def test_request():
    assert BytesToPredictRequestMapper().map(b'{"input": "x"}').input == "x"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"input": 1}'])
def test_invalid_request(body):
    with pytest.raises(InvalidRequestException):
        BytesToPredictRequestMapper().map(body)


def test_response():
    assert OutputToPredictResponseMapper().map(7).to_dict() == {"output": 7}


def test_model_response():
    assert BytesToModelResponseMapper().map(b'{"outputs": [1]}').outputs == (1,)
    with pytest.raises(UpstreamContractException):
        BytesToModelResponseMapper().map(b"{}")
