from .openai import OpenAI


class Azure(OpenAI):
    name = "azure"

    def url(self) -> str:
        s = self.settings
        return f"{s.azure_endpoint}/openai/deployments/{s.azure_deployment}/chat/completions?api-version={s.azure_api_version}"

    def headers(self) -> dict[str, str]:
        return {"api-key": self.settings.azure_api_key}

    def payload(self, messages: list[dict]) -> dict:
        return {"messages": messages}
