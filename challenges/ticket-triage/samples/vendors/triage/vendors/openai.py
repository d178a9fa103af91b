from typing import Any

from .base import Vendor


class OpenAI(Vendor):
    name = "openai"

    def url(self) -> str:
        return self.settings.llm_base_url + "/chat/completions"

    def headers(self) -> dict[str, str]:
        return {"Authorization": "Bearer " + self.settings.llm_api_key}

    def payload(self, messages: list[dict]) -> dict:
        return {"model": self.settings.llm_model, "messages": messages}

    def pick(self, answer: Any) -> Any:
        return answer["choices"][0]["message"]["content"]
