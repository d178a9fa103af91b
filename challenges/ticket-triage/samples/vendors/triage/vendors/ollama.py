from typing import Any

from .base import Vendor


class Ollama(Vendor):
    """A model of our own, for the day when nobody else answers."""

    name = "ollama"

    def url(self) -> str:
        return self.settings.ollama_url + "/api/chat"

    def payload(self, messages: list[dict]) -> dict:
        return {"model": self.settings.ollama_model, "messages": messages, "stream": False, "format": "json"}

    def pick(self, answer: Any) -> Any:
        return answer["message"]["content"]
