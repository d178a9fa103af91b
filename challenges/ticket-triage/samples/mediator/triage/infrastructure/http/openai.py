from __future__ import annotations

import asyncio
import json
import os
from dataclasses import asdict
from typing import Any

import httpx

from triage.application.dto import CompletionResult, CompletionStatus, PromptDto
from triage.application.ports.gateways import CompletionGateway


class OpenAiCompletionGateway(CompletionGateway):
    """Adapter for the chat-completions service."""

    ANSWER_S = 2.0
    DEFAULT_PAUSE_S = 0.5
    LONGEST_PAUSE_S = 2.0

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._endpoint = f"{os.environ['LLM_BASE_URL']}/chat/completions"
        self._model = os.environ["LLM_MODEL"]
        self._headers = {"authorization": f"Bearer {os.environ['LLM_API_KEY']}", "content-type": "application/json"}

    async def complete(self, prompt: PromptDto) -> CompletionResult:
        payload = json.dumps({"model": self._model, "messages": [asdict(message) for message in prompt.messages]})
        try:
            call = self._client.post(self._endpoint, headers=self._headers, content=payload)
            response = await asyncio.wait_for(call, self.ANSWER_S)
        except (httpx.HTTPError, asyncio.TimeoutError):
            return CompletionResult(CompletionStatus.FAILED)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            return CompletionResult(CompletionStatus.RATE_LIMITED, pause_s=self._pause(response))
        if response.is_client_error:
            return CompletionResult(CompletionStatus.REJECTED)
        if not response.is_success:
            return CompletionResult(CompletionStatus.FAILED)
        return self._text(response)

    def _pause(self, response: httpx.Response) -> float:
        try:
            wanted = int(response.headers["retry-after"])
        except (KeyError, ValueError):
            return self.DEFAULT_PAUSE_S
        return float(min(max(wanted, 0), self.LONGEST_PAUSE_S))

    @staticmethod
    def _text(response: httpx.Response) -> CompletionResult:
        try:
            content: Any = response.json()["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            return CompletionResult(CompletionStatus.FAILED)
        if not isinstance(content, str):
            return CompletionResult(CompletionStatus.FAILED)
        return CompletionResult(CompletionStatus.TEXT, text=content)
