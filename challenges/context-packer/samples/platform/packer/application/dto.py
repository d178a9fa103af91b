"""Mapping between plain dicts and entities."""

from __future__ import annotations

import math
from typing import Any

from packer.domain.entities import ChatMessage, PackRequest, RetrievedPassage, TextPart, TokenCount
from packer.domain.errors import InvalidRequestError


class RequestMapper:
    """Maps and validates."""

    def to_domain(self, raw: Any) -> PackRequest:
        self._mapping(raw, "request")
        budget = self._count(raw, "budget")
        system = self._part(self._key(raw, "system"), "system")
        question = self._part(self._key(raw, "question"), "question")
        history = tuple(self._message(index, message) for index, message in enumerate(self._sequence(raw, "history")))
        passages = tuple(self._passage(passage) for passage in self._sequence(raw, "passages"))
        if len({passage.id for passage in passages}) != len(passages):
            raise InvalidRequestError("passages must have unique values of id")
        return PackRequest(budget, system, question, history, passages)

    def _mapping(self, value: Any, key: str) -> None:
        if not isinstance(value, dict):
            raise InvalidRequestError(f"{key} must be a mapping")

    def _key(self, owner: dict, key: str) -> Any:
        if key not in owner:
            raise InvalidRequestError(f"{key} is required")
        return owner[key]

    def _sequence(self, owner: dict, key: str) -> list:
        value = self._key(owner, key)
        if not isinstance(value, list):
            raise InvalidRequestError(f"{key} must be a sequence")
        return value

    def _text(self, owner: dict, key: str) -> str:
        value = self._key(owner, key)
        if not isinstance(value, str):
            raise InvalidRequestError(f"{key} must be a string")
        return value

    def _count(self, owner: dict, key: str) -> int:
        value = self._key(owner, key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise InvalidRequestError(f"{key} must be a non-negative integer")
        return value

    def _part(self, raw: Any, key: str) -> TextPart:
        self._mapping(raw, key)
        return TextPart(self._text(raw, "text"), TokenCount(self._count(raw, "tokens")))

    def _message(self, index: int, raw: Any) -> ChatMessage:
        self._mapping(raw, "history")
        role = self._text(raw, "role")
        if role not in {"user", "assistant"}:
            raise InvalidRequestError("role must be user or assistant")
        pinned = raw.get("pinned", False)
        if not isinstance(pinned, bool):
            raise InvalidRequestError("pinned must be a boolean")
        return ChatMessage(index, role, self._text(raw, "text"), TokenCount(self._count(raw, "tokens")), pinned)

    def _passage(self, raw: Any) -> RetrievedPassage:
        self._mapping(raw, "passages")
        score = self._key(raw, "score")
        if isinstance(score, bool) or not isinstance(score, (int, float)) or math.isnan(score):
            raise InvalidRequestError("score must be a number")
        return RetrievedPassage(
            self._text(raw, "id"),
            self._text(raw, "text"),
            TokenCount(self._count(raw, "tokens")),
            score,
            self._text(raw, "source"),
        )
