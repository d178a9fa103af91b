"""
Tests for the validators module.
"""

import pytest

from gateway.exceptions import ConfigurationError, ModelError, ValidationError
from gateway.validators import (
    validate_batch,
    validate_model_response,
    validate_model_url,
    validate_not_none,
    validate_port,
    validate_positive,
    validate_request_body,
    validate_type,
)


class TestValidateNotNone:
    """Tests for validate_not_none."""

    def test_valid(self):
        """Test with a valid value."""
        assert validate_not_none(1, "value") == 1

    def test_none(self):
        """Test with None."""
        with pytest.raises(ValidationError):
            validate_not_none(None, "value")


class TestValidateType:
    """Tests for validate_type."""

    def test_valid(self):
        """Test with a valid value."""
        assert validate_type("a", str, "value") == "a"

    def test_invalid(self):
        """Test with an invalid value."""
        with pytest.raises(ValidationError):
            validate_type(1, str, "value")


class TestValidatePositive:
    """Tests for validate_positive."""

    def test_valid(self):
        """Test with a valid value."""
        assert validate_positive(1, "value") == 1

    def test_zero(self):
        """Test with zero."""
        with pytest.raises(ValidationError):
            validate_positive(0, "value")


class TestValidatePort:
    """Tests for validate_port."""

    def test_valid(self):
        """Test with a valid port."""
        assert validate_port("8080") == 8080

    @pytest.mark.parametrize("port", [None, "", "abc", "70000", "-1"])
    def test_invalid(self, port):
        """Test with an invalid port."""
        with pytest.raises(ConfigurationError):
            validate_port(port)


class TestValidateModelUrl:
    """Tests for validate_model_url."""

    def test_valid(self):
        """Test with a valid URL."""
        assert validate_model_url("http://localhost/") == "http://localhost"

    @pytest.mark.parametrize("url", [None, "", "localhost"])
    def test_invalid(self, url):
        """Test with an invalid URL."""
        with pytest.raises(ConfigurationError):
            validate_model_url(url)


class TestValidateRequestBody:
    """Tests for validate_request_body."""

    def test_valid(self):
        """Test with a valid body."""
        assert validate_request_body({"input": "a"}) == "a"

    @pytest.mark.parametrize("body", [None, [], {}, {"input": 1}, {"input": None}])
    def test_invalid(self, body):
        """Test with an invalid body."""
        with pytest.raises(ValidationError):
            validate_request_body(body)


class TestValidateBatch:
    """Tests for validate_batch."""

    def test_valid(self):
        """Test with a valid batch."""
        assert validate_batch(["a"]) == ["a"]

    @pytest.mark.parametrize("batch", [[], ["a"] * 17, [1]])
    def test_invalid(self, batch):
        """Test with an invalid batch."""
        with pytest.raises(ValidationError):
            validate_batch(batch)


class TestValidateModelResponse:
    """Tests for validate_model_response."""

    def test_valid(self):
        """Test with a valid response."""
        assert validate_model_response({"outputs": [1]}, 1) == [1]

    @pytest.mark.parametrize("response", [None, {}, {"outputs": None}, {"outputs": []}])
    def test_invalid(self, response):
        """Test with an invalid response."""
        with pytest.raises(ModelError):
            validate_model_response(response, 1)
