import hmac


class KeyRing:
    """API keys as `name:key,name:key`. Without any, everybody is `anonymous`."""

    def __init__(self, keys: str) -> None:
        self._keys = dict(pair.split(":", 1) for pair in keys.split(",") if ":" in pair)

    def client(self, header: str | None) -> str | None:
        if not self._keys:
            return "anonymous"
        given = (header or "").removeprefix("Bearer ")
        for name, key in self._keys.items():
            if hmac.compare_digest(key.encode(), given.encode()):
                return name
        return None
