from .base import Tokenizer


class AnthropicTokenizer(Tokenizer):
    """Asks the vendor's counting endpoint; slow, so only for offline work."""

    def __init__(self, model: str = "claude-sonnet-4-5") -> None:
        import anthropic

        self._client = anthropic.Anthropic()
        self._model = model

    def count(self, text: str) -> int:
        counted = self._client.messages.count_tokens(model=self._model, messages=[{"role": "user", "content": text}])
        return counted.input_tokens
