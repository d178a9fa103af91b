from typing import Any

from .base import Down, Vendor


class Bedrock(Vendor):
    """Through boto3, which signs the requests."""

    name = "bedrock"

    def text(self, messages: list[dict], seconds: float) -> Any:
        try:
            import boto3
            from botocore.config import Config
        except ImportError as error:
            raise Down("boto3 is not installed", final=True) from error
        client = boto3.client("bedrock-runtime", config=Config(read_timeout=seconds, retries={"max_attempts": 0}))
        system, *others = messages
        try:
            answer = client.converse(
                modelId=self.settings.llm_model,
                system=[{"text": system["content"]}],
                messages=[{"role": each["role"], "content": [{"text": each["content"]}]} for each in others],
            )
        except Exception as error:
            raise Down(str(error)) from error
        return answer["output"]["message"]["content"][0]["text"]
