import logging
import secrets
import time

log = logging.getLogger("gateway.trace")


class TracingMiddleware:
    """W3C trace context: takes over a traceparent, or begins one, and logs a span."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1").split("-")
        trace = given[1] if len(given) == 4 else secrets.token_hex(16)
        span, began = secrets.token_hex(8), time.monotonic()
        try:
            await self.app(scope, receive, send)
        finally:
            milliseconds = (time.monotonic() - began) * 1000
            log.info("span", extra={"trace": trace, "span": span, "path": scope["path"], "ms": milliseconds})
