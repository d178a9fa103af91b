import os

from gateway.providers.base import Provider


class OpenAIProvider(Provider):
    """Completions with several prompts at a time."""

    def path(self):
        return "/v1/completions"

    def headers(self):
        return {"Authorization": f"Bearer {os.environ.get('OPENAI_API_KEY', '')}"}

    def encode(self, texts):
        return {"model": self.environment.model_name, "prompt": texts}

    def decode(self, document):
        choices = sorted(document["choices"], key=lambda choice: choice["index"])
        return [choice["text"] for choice in choices]
