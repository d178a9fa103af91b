"""Exception hierarchy."""


class GatewayException(Exception):
    """Root of all exceptions of the application."""

    http_status = 500

    def __init__(self, message: str, cause: Exception | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.cause = cause


class ClientException(GatewayException):
    """Caused by the client."""

    http_status = 400


class InvalidRequestException(ClientException):
    http_status = 400


class PayloadTooLargeException(ClientException):
    http_status = 413


class CapacityException(GatewayException):
    http_status = 503


class QueueFullException(CapacityException):
    pass


class ShuttingDownException(CapacityException):
    pass


class UpstreamException(GatewayException):
    http_status = 502


class UpstreamStatusException(UpstreamException):
    pass


class UpstreamTimeoutException(UpstreamException):
    pass


class UpstreamConnectionException(UpstreamException):
    pass


class UpstreamContractException(UpstreamException):
    pass


class ClientGoneException(GatewayException):
    http_status = 499
