from typing import Any

from .base import Vendor


class Anthropic(Vendor):
    name = "anthropic"

    def url(self) -> str:
        return "https://api.anthropic.com/v1/messages"

    def headers(self) -> dict[str, str]:
        return {"x-api-key": self.settings.anthropic_api_key, "anthropic-version": "2023-06-01"}

    def payload(self, messages: list[dict]) -> dict:
        system, *others = messages
        return {"model": self.settings.anthropic_model, "max_tokens": 800, "system": system["content"], "messages": others}

    def pick(self, answer: Any) -> Any:
        return answer["content"][0]["text"]
