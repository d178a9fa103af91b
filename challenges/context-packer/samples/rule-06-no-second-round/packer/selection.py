"""What is in and what is out, while a prompt fills up."""

from __future__ import annotations

from collections import defaultdict

from .errors import BudgetError
from .request import PackRequest, Passage

PASSAGE_SHARE_PERCENT = 60
MAX_PER_SOURCE = 2


class Selection:
    def __init__(self, request: PackRequest) -> None:
        self.request = request
        self.ranking = sorted(request.passages, key=lambda p: p.id)
        self.ranking.sort(key=lambda p: p.score, reverse=True)  # stable: equal scores stay sorted by id
        self.passages_in: dict[str, Passage] = {}
        self.of_source: defaultdict[str, int] = defaultdict(int)
        self.messages_in = [message.pinned for message in request.history]
        self.used = request.system.tokens + request.question.tokens
        self.used += sum(message.tokens for message in request.history if message.pinned)
        if self.used > request.budget:
            raise BudgetError(f"needs at least {self.used} tokens, budget is {request.budget}")

    @property
    def left(self) -> int:
        return self.request.budget - self.used

    def fill(self) -> None:
        self._add_passages(up_to=self.left * PASSAGE_SHARE_PERCENT // 100)
        self._add_history()

    def _add_passages(self, up_to: int) -> None:
        for passage in self.ranking:
            if passage.id in self.passages_in:
                continue
            if passage.tokens > up_to or self.of_source[passage.source] == MAX_PER_SOURCE:
                continue
            self.passages_in[passage.id] = passage
            self.of_source[passage.source] += 1
            self.used += passage.tokens
            up_to -= passage.tokens

    def _add_history(self) -> None:
        """Walk back from the newest message; a user message (or the very first one) completes a turn."""
        pending: list[int] = []
        for index in range(len(self.request.history) - 1, -1, -1):
            message = self.request.history[index]
            if not message.pinned:
                pending.append(index)
            if message.role == "user" or index == 0:
                cost = sum(self.request.history[i].tokens for i in pending)
                if cost > self.left:
                    return
                for i in pending:
                    self.messages_in[i] = True
                self.used += cost
                pending = []

    def result(self) -> dict:
        request = self.request
        chosen = [passage for passage in self.ranking if passage.id in self.passages_in]
        messages = [_message("system", request.system.text)]
        if chosen:
            messages.append(_message("system", "\n".join(f"[{p.id}] {p.text}" for p in chosen)))
        for message, is_in in zip(request.history, self.messages_in):
            if is_in:
                messages.append(_message(message.role, message.text))
        messages.append(_message("user", request.question.text))
        return {
            "messages": messages,
            "used": self.used,
            "dropped": {
                "history": [index for index, is_in in enumerate(self.messages_in) if not is_in],
                "passages": [p.id for p in self.ranking if p.id not in self.passages_in],
            },
        }


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}
