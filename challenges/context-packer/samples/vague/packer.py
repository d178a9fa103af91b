class BudgetError(ValueError):
    """raised when budget is exceeded"""


def pack(request: dict) -> dict:
    # TODO proper validation, see DECISIONS
    budget = request.get("budget", 4096)
    system = request.get("system", {})
    question = request.get("question", {})
    used = system.get("tokens", 0) + question.get("tokens", 0)
    if used > budget:
        raise BudgetError("exceeded")

    messages = [{"role": "system", "content": system.get("text", "")}]

    # add best context first (best practice for RAG)
    passages = sorted(request.get("passages", []), key=lambda x: x.get("score", 0), reverse=True)
    context = []
    dropped_passages = []
    for p in passages:
        if used + p.get("tokens", 0) <= budget:
            context.append(p.get("text", ""))
            used += p.get("tokens", 0)
        else:
            dropped_passages.append(p.get("id"))
    if context:
        messages.append({"role": "system", "content": "Context:\n" + "\n\n".join(context)})

    # then as much history as possible
    dropped_history = []
    history = []
    for i, m in enumerate(reversed(request.get("history", []))):
        try:
            if used + m["tokens"] <= budget:
                history.insert(0, {"role": m["role"], "content": m["text"]})
                used += m["tokens"]
            else:
                dropped_history.append(i)
        except Exception:
            pass
    messages += history
    messages.append({"role": "user", "content": question.get("text", "")})

    return {"messages": messages, "used": used, "dropped": {"history": dropped_history, "passages": dropped_passages}}
