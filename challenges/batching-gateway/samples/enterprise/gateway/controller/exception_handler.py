"""Maps exceptions to answers, in one place."""

from aiohttp import web

from gateway.dto.error_response_dto import ErrorResponseDto
from gateway.exception.exceptions import CapacityException, GatewayException


class ExceptionHandler:
    RETRY_AFTER_SECONDS = 1

    def handle(self, exception: GatewayException) -> web.Response:
        headers = {}
        if isinstance(exception, CapacityException):
            headers["Retry-After"] = str(self.RETRY_AFTER_SECONDS)
        body = ErrorResponseDto(error=exception.message)
        return web.json_response(body.to_dict(), status=exception.http_status, headers=headers)
