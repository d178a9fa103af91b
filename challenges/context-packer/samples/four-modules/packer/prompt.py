"""The result, given what is in (rules 1, 7 and 8)."""

from packer.choose import Choice


def result(request: dict, choice: Choice) -> dict:
    """What ``pack`` returns."""
    history, ranking = request["history"], choice.ranking
    passages_in = [passage for rank, passage in enumerate(ranking) if rank in choice.passages]
    messages_in = [message for index, message in enumerate(history) if index in choice.messages]
    return {
        "messages": messages(request, passages_in, messages_in),
        # Added up from what is in, not from what the choice believes that it spent: rule 1 then holds by itself.
        "used": sum(part["tokens"] for part in [request["system"], *passages_in, *messages_in, request["question"]]),
        "dropped": {
            "history": [index for index in range(len(history)) if index not in choice.messages],
            "passages": [passage["id"] for rank, passage in enumerate(ranking) if rank not in choice.passages],
        },
    }


def messages(request: dict, passages: list[dict], history: list[dict]) -> list[dict]:
    """The messages for the model (rule 7). Where no passage is in, there is no message for passages either."""
    made = [_message("system", request["system"]["text"])]
    if passages:
        made.append(_message("system", "\n".join(f"[{passage['id']}] {passage['text']}" for passage in passages)))
    made += [_message(message["role"], message["text"]) for message in history]
    made.append(_message("user", request["question"]["text"]))
    return made


def _message(role: str, content: str) -> dict:
    return {"role": role, "content": content}
