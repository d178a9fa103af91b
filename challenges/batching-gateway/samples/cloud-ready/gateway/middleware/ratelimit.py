import time

from starlette.responses import JSONResponse


class RateLimitMiddleware:
    """A token bucket per client address."""

    def __init__(self, app, per_second):
        self.app, self.per_second = app, per_second
        self.buckets = {}

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and scope["path"] == "/predict":
            address = (scope.get("client") or ("unknown", 0))[0]
            now = time.monotonic()
            tokens, seen = self.buckets.get(address, (self.per_second, now))
            tokens = min(self.per_second, tokens + (now - seen) * self.per_second)
            if tokens < 1:
                self.buckets[address] = tokens, now
                await JSONResponse({"error": "rate limit"}, 429, {"Retry-After": "1"})(scope, receive, send)
                return
            self.buckets[address] = tokens - 1, now
        await self.app(scope, receive, send)
