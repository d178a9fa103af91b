"""API keys."""

import hmac
import os


class ApiKeyAuthenticator:
    """Compares the header X-Api-Key with the keys in LATEML_API_KEYS. Without keys everybody may ask."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        environment = dict(os.environ) if environment is None else environment
        self._keys = [key.strip() for key in environment.get("LATEML_API_KEYS", "").split(",") if key.strip()]

    def allowed(self, given: str | None) -> bool:
        """Whether a request may go on."""
        if not self._keys:
            return True
        return any(hmac.compare_digest(key, given or "") for key in self._keys)
