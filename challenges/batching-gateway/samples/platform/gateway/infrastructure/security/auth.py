"""Authenticators: everybody is welcome (default), or API keys with constant-time comparison."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Dict, Optional

from gateway.domain.entities import TenantId
from gateway.domain.ports import AuthenticatorPort


class AllowAll(AuthenticatorPort):
    async def authenticate(self, token: Optional[str]) -> Optional[TenantId]:
        return TenantId("anonymous")


class ApiKeyAuthenticator(AuthenticatorPort):
    """Keys come as API_KEYS=tenant:sha256,tenant:sha256."""

    def __init__(self) -> None:
        self._keys: Dict[str, str] = dict(pair.split(":", 1) for pair in os.environ.get("API_KEYS", "").split(",") if ":" in pair)

    async def authenticate(self, token: Optional[str]) -> Optional[TenantId]:
        if not token or not token.startswith("Bearer "):
            return None
        digest = hashlib.sha256(token.removeprefix("Bearer ").encode()).hexdigest()
        for tenant, expected in self._keys.items():
            if hmac.compare_digest(digest, expected):
                return TenantId(tenant)
        return None
