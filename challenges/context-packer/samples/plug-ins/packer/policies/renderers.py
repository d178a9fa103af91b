from __future__ import annotations

from typing import TYPE_CHECKING

from ..plugins import PluginKind, plugin
from .interfaces import RenderPolicy

if TYPE_CHECKING:
    from ..state import PackState


@plugin(PluginKind.RENDER, "chat", "default")
class ChatRenderer(RenderPolicy):
    def __init__(self, passage_template: str = "[{id}] {text}", separator: str = "\n", passage_role: str = "system") -> None:
        self.passage_template = passage_template
        self.separator = separator
        self.passage_role = passage_role

    def render(self, state: PackState) -> list[dict]:
        rendered = [{"role": "system", "content": state.request["system"]["text"]}]
        passages = [self.passage_template.format_map(passage) for passage in state.ranked if passage["id"] in state.chosen]
        if passages:
            rendered.append({"role": self.passage_role, "content": self.separator.join(passages)})
        for index in sorted(state.kept):
            rendered.append({"role": state.history[index]["role"], "content": state.history[index]["text"]})
        rendered.append({"role": "user", "content": state.request["question"]["text"]})
        return rendered


@plugin(PluginKind.RENDER, "single_prompt")
class SinglePromptRenderer(RenderPolicy):
    """One user message with everything, for models without roles."""

    def __init__(self, heading: str = "## {name}") -> None:
        self.heading = heading
        self._chat = ChatRenderer()

    def render(self, state: PackState) -> list[dict]:
        parts = []
        for message in self._chat.render(state):
            parts.append(self.heading.format(name=message["role"]))
            parts.append(message["content"])
        return [{"role": "user", "content": "\n\n".join(parts)}]
