"""Provider interface."""

from typing import Protocol

from triage.core.types import ChatMessage


class Provider(Protocol):
    """Something that completes a chat."""

    async def start(self) -> None:
        """Acquire resources."""

    async def stop(self) -> None:
        """Release resources."""

    async def complete(self, messages: list[ChatMessage]) -> str:
        """Return the completion's text.

        Raises:
            RetryableError: another attempt may help.
            FatalProviderError: no attempt will help.
        """
