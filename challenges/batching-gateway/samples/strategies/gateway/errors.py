"""Exception hierarchy of the gateway."""


class GatewayError(Exception):
    """Base class. ``status`` is the HTTP status that the client sees."""

    status = 500

    def headers(self) -> dict[str, str]:
        return {}


class InvalidRequestError(GatewayError):
    status = 400


class PayloadTooLargeError(GatewayError):
    status = 413


class UpstreamError(GatewayError):
    status = 502


class OverloadedError(GatewayError):
    status = 503

    def __init__(self, retry_after: int) -> None:
        super().__init__("the gateway is overloaded")
        self.retry_after = retry_after

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class DrainingError(GatewayError):
    status = 503

    def __init__(self) -> None:
        super().__init__("the gateway is draining")
