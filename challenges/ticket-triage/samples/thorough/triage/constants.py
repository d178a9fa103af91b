"""
Constants Module
================

This module contains all constant values that are used throughout the package.
"""

from typing import Final, FrozenSet, Tuple

# --- Environment variables ---
ENV_LLM_BASE_URL: Final[str] = "LLM_BASE_URL"
ENV_LLM_API_KEY: Final[str] = "LLM_API_KEY"
ENV_LLM_MODEL: Final[str] = "LLM_MODEL"

# --- Ticket fields ---
FIELD_ID: Final[str] = "id"
FIELD_SUBJECT: Final[str] = "subject"
FIELD_BODY: Final[str] = "body"
FIELD_CUSTOMER_TIER: Final[str] = "customer_tier"
FIELD_RECEIVED_AT: Final[str] = "received_at"
REQUIRED_TICKET_FIELDS: Final[Tuple[str, ...]] = (
    FIELD_ID,
    FIELD_SUBJECT,
    FIELD_BODY,
    FIELD_CUSTOMER_TIER,
    FIELD_RECEIVED_AT,
)

# --- Result fields ---
FIELD_CATEGORY: Final[str] = "category"
FIELD_URGENCY: Final[str] = "urgency"
FIELD_NEEDS_HUMAN: Final[str] = "needs_human"
FIELD_REPLY: Final[str] = "reply"
FIELD_SOURCE: Final[str] = "source"
FIELD_ERROR: Final[str] = "error"

# --- Customer tiers ---
TIER_FREE: Final[str] = "free"
TIER_PRO: Final[str] = "pro"
TIER_ENTERPRISE: Final[str] = "enterprise"
VALID_TIERS: Final[FrozenSet[str]] = frozenset({TIER_FREE, TIER_PRO, TIER_ENTERPRISE})

# --- Categories ---
CATEGORY_BILLING: Final[str] = "billing"
CATEGORY_BUG: Final[str] = "bug"
CATEGORY_HOW_TO: Final[str] = "how_to"
CATEGORY_ACCOUNT: Final[str] = "account"
CATEGORY_FEATURE_REQUEST: Final[str] = "feature_request"
CATEGORY_OTHER: Final[str] = "other"
VALID_CATEGORIES: Final[FrozenSet[str]] = frozenset(
    {CATEGORY_BILLING, CATEGORY_BUG, CATEGORY_HOW_TO, CATEGORY_ACCOUNT, CATEGORY_FEATURE_REQUEST, CATEGORY_OTHER}
)

# --- Limits ---
MIN_URGENCY: Final[int] = 1
MAX_URGENCY: Final[int] = 4
MAX_ENTERPRISE_BUG_URGENCY: Final[int] = 2
MIN_REPLY_LENGTH: Final[int] = 1
MAX_REPLY_LENGTH: Final[int] = 600
MIN_CARD_DIGITS: Final[int] = 13
MAX_CARD_DIGITS: Final[int] = 19

# --- Timing ---
MAX_ATTEMPTS: Final[int] = 3
REQUEST_TIMEOUT_SECONDS: Final[float] = 2.0
TOTAL_TIMEOUT_SECONDS: Final[float] = 7.5
DEFAULT_RETRY_AFTER_SECONDS: Final[float] = 0.5
MAX_RETRY_AFTER_SECONDS: Final[float] = 2.0
INITIAL_BACKOFF_SECONDS: Final[float] = 0.05
BACKOFF_MULTIPLIER: Final[float] = 2.0
MAX_BACKOFF_SECONDS: Final[float] = 0.2
BACKOFF_JITTER_SECONDS: Final[float] = 0.02

# --- Concurrency ---
MAX_CONCURRENT_REQUESTS: Final[int] = 8

# --- Placeholders ---
EMAIL_PLACEHOLDER: Final[str] = "[email]"
CARD_PLACEHOLDER: Final[str] = "[card]"

# --- Sources ---
SOURCE_MODEL: Final[str] = "model"
SOURCE_FALLBACK: Final[str] = "fallback"

# --- HTTP status codes ---
HTTP_OK: Final[int] = 200
HTTP_BAD_REQUEST: Final[int] = 400
HTTP_TOO_MANY_REQUESTS: Final[int] = 429
HTTP_INTERNAL_SERVER_ERROR: Final[int] = 500

# --- Fallback ---
FALLBACK_URGENCY: Final[int] = 2
FALLBACK_REPLY: Final[str] = (
    "Thank you for reaching out to our support team. We have received your request and one of our specialists will get back to "
    "you as soon as possible. We appreciate your patience."
)
