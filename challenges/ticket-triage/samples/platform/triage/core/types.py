"""Shared type aliases and constants."""

from typing import Any, Final, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
ChatMessage: TypeAlias = dict[str, str]

CATEGORIES: Final = frozenset({"billing", "bug", "how_to", "account", "feature_request", "other"})
TIERS: Final = frozenset({"free", "pro", "enterprise"})
MIN_URGENCY: Final = 1
MAX_URGENCY: Final = 4
MIN_REPLY_LENGTH: Final = 1
MAX_REPLY_LENGTH: Final = 600
