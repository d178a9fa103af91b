"""Token counts for parts that come without, by several vendors' tokenizers."""

import copy
from typing import Any

from .anthropic import AnthropicTokenizer
from .approx import ApproxTokenizer
from .base import Tokenizer
from .huggingface import HuggingFaceTokenizer
from .openai import OpenAITokenizer

KINDS: dict[str, type[Tokenizer]] = {
    "approx": ApproxTokenizer,
    "openai": OpenAITokenizer,
    "anthropic": AnthropicTokenizer,
    "huggingface": HuggingFaceTokenizer,
}


def tokenizer(name: str) -> Tokenizer:
    kind, _, model = name.partition(":")
    return KINDS[kind](model) if model else KINDS[kind]()


def fill_in(request: Any, by: Tokenizer) -> Any:
    """A copy of the request with `tokens` where a part has a text and no count."""
    request = copy.deepcopy(request)
    if isinstance(request, dict):
        parts = [request.get("system"), request.get("question")]
        for key in ("history", "passages"):
            if isinstance(request.get(key), list):
                parts += request[key]
        for part in parts:
            if isinstance(part, dict) and "tokens" not in part and isinstance(part.get("text"), str):
                part["tokens"] = by.count(part["text"])
    return request


__all__ = ["Tokenizer", "fill_in", "tokenizer"]
