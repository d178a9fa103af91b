from .base import Tokenizer


class HuggingFaceTokenizer(Tokenizer):
    def __init__(self, model: str = "mistralai/Mistral-7B-v0.1") -> None:
        from transformers import AutoTokenizer

        self._tokenizer = AutoTokenizer.from_pretrained(model)

    def count(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False))
