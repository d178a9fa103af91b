"""Builds the result with a fluent builder."""

from __future__ import annotations

from ..context import PackContext
from .base import Stage


class PromptBuilder:
    def __init__(self) -> None:
        self._messages: list[dict[str, str]] = []

    def add(self, role: str, content: str) -> PromptBuilder:
        self._messages.append({"role": role, "content": content})
        return self

    def system(self, content: str) -> PromptBuilder:
        return self.add("system", content)

    def user(self, content: str) -> PromptBuilder:
        return self.add("user", content)

    def context(self, passages: list[dict]) -> PromptBuilder:
        if passages:
            self.system("\n".join(f"[{passage['id']}] {passage['text']}" for passage in passages))
        return self

    def build(self) -> list[dict[str, str]]:
        return list(self._messages)


class RenderStage(Stage):
    name = "render"

    def execute(self, context: PackContext) -> None:
        request = context.request
        builder = PromptBuilder().system(request["system"]["text"])
        builder.context([passage for passage in context.ranking if passage["id"] in context.passages_in])
        for index, message in enumerate(request["history"]):
            if index in context.messages_in:
                builder.add(message["role"], message["text"])
        builder.user(request["question"]["text"])
        context.result = {
            "messages": builder.build(),
            "used": context.used,
            "dropped": {
                "history": [index for index in range(len(request["history"])) if index not in context.messages_in],
                "passages": [passage["id"] for passage in context.ranking if passage["id"] not in context.passages_in],
            },
        }
