import hmac

from starlette.responses import JSONResponse


class ApiKeyMiddleware:
    """Lets nobody in without a key. Only installed if there are keys."""

    def __init__(self, app, keys):
        self.app, self.keys = app, keys

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and scope["path"] == "/predict":
            given = dict(scope["headers"]).get(b"x-api-key", b"").decode("latin-1")
            if not any(hmac.compare_digest(given.encode(), key.encode()) for key in self.keys):
                await JSONResponse({"error": "invalid API key"}, 401)(scope, receive, send)
                return
        await self.app(scope, receive, send)
