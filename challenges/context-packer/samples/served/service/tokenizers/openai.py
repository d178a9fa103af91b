from .base import Tokenizer


class OpenAITokenizer(Tokenizer):
    def __init__(self, model: str = "gpt-4o") -> None:
        import tiktoken

        self._encoding = tiktoken.encoding_for_model(model)

    def count(self, text: str) -> int:
        return len(self._encoding.encode(text, disallowed_special=()))

    def truncate(self, text: str, tokens: int) -> str:
        return self._encoding.decode(self._encoding.encode(text, disallowed_special=())[:tokens])
