from __future__ import annotations

from packer.domain.entities import PackingState


class ResultPresenter:
    """Turns the final state into the response."""

    def present(self, state: PackingState) -> dict:
        ranked = state.ranking or []
        chosen = [passage for passage in ranked if passage.id in state.passage_ids]
        messages = [self._message("system", state.request.system.text)]
        if chosen:
            messages.append(self._message("system", "\n".join(f"[{p.id}] {p.text}" for p in chosen)))
        for message in state.request.history:
            if message.index in state.message_indexes:
                messages.append(self._message(message.role, message.text))
        messages.append(self._message("user", state.request.question.text))
        return {
            "messages": messages,
            "used": state.used,
            "dropped": {
                "history": [m.index for m in state.request.history if m.index not in state.message_indexes],
                "passages": [p.id for p in ranked if p.id not in state.passage_ids],
            },
        }

    @staticmethod
    def _message(role: str, content: str) -> dict:
        return {"role": role, "content": content}
