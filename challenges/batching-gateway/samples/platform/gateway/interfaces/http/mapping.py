"""Maps domain errors to HTTP."""

from __future__ import annotations

from aiohttp import web

from gateway.domain.errors import DomainError

STATUS_BY_CODE = {
    "validation": 400,
    "unauthorized": 401,
    "too_large": 413,
    "overloaded": 503,
    "draining": 503,
    "model_failure": 502,
    "internal": 500,
}


class ErrorMapper:
    def __init__(self, retry_after: int) -> None:
        self._retry_after = retry_after

    def to_response(self, error: DomainError) -> web.Response:
        status = STATUS_BY_CODE.get(error.code, 500)
        headers = {"Retry-After": str(self._retry_after)} if status == 503 else {}
        return web.json_response({"error": error.message, "code": error.code}, status=status, headers=headers)
