"""pack(): fill a prompt up to its token budget. The steps are numbered as in the brief."""


class BudgetError(ValueError):
    pass


def pack(request):
    if not isinstance(request, dict):
        raise ValueError("request is not a dict")
    check(request)
    budget, history = request["budget"], request["history"]

    # 2: what must be in
    keep = [m.get("pinned", False) for m in history]
    used = request["system"]["tokens"] + request["question"]["tokens"]
    for i, m in enumerate(history):
        if keep[i]:
            used += m["tokens"]
    if used > budget:
        raise BudgetError("budget too small: %d < %d" % (budget, used))
    check_passages(request["passages"])
    order = sorted(request["passages"], key=lambda p: p["id"])
    order.sort(key=lambda p: p["score"], reverse=True)

    # 3, 4: passages, up to their share
    take = [False] * len(order)
    sources = {}
    limit = used + 3 * (budget - used) // 5
    used = add_passages(order, take, sources, used, limit)

    # 5: history, turn by turn from the end
    end = len(history)
    while end > 0:
        start = end - 1
        while start > 0 and history[start]["role"] != "user":
            start -= 1
        cost = 0
        for i in range(start, end):
            if not keep[i]:
                cost += history[i]["tokens"]
        if used + cost > budget:
            break
        used += cost
        for i in range(start, end):
            keep[i] = True
        end = start

    # 6: passages again
    used = add_passages(order, take, sources, used, budget)

    # 7, 8: the answer
    messages = [{"role": "system", "content": request["system"]["text"]}]
    lines = ["[%s] %s" % (p["id"], p["text"]) for p, t in zip(order, take) if t]
    if lines:
        messages.append({"role": "system", "content": "\n".join(lines)})
    messages.extend({"role": m["role"], "content": m["text"]} for m, k in zip(history, keep) if k)
    messages.append({"role": "user", "content": request["question"]["text"]})
    return {
        "messages": messages,
        "used": used,
        "dropped": {
            "history": [i for i, k in enumerate(keep) if not k],
            "passages": [p["id"] for p, t in zip(order, take) if not t],
        },
    }


def add_passages(order, take, sources, used, limit):
    for n, p in enumerate(order):
        if take[n] or used + p["tokens"] > limit or sources.get(p["source"], 0) == 2:
            continue
        take[n] = True
        sources[p["source"]] = sources.get(p["source"], 0) + 1
        used += p["tokens"]
    return used


def check(r):
    """10: ValueError with the key at fault."""
    number(r, "budget")
    for key, kind in (("system", dict), ("question", dict), ("history", list), ("passages", list)):
        typed(r, key, kind)
    for part in (r["system"], r["question"]):
        typed(part, "text", str)
        number(part, "tokens")
    for m in r["history"]:
        if not isinstance(m, dict):
            raise ValueError("history holds something that is not a dict")
        typed(m, "text", str)
        number(m, "tokens")
        typed(m, "role", str)
        if m["role"] not in ("user", "assistant"):
            raise ValueError("role: " + m["role"])
        if "pinned" in m:
            typed(m, "pinned", bool)


def check_passages(passages):
    """Apart, since with a hopeless budget nobody needs to look at 20,000 passages."""
    ids = set()
    for p in passages:
        if not isinstance(p, dict):
            raise ValueError("passages holds something that is not a dict")
        for key in ("id", "text", "source"):
            typed(p, key, str)
        number(p, "tokens")
        if "score" not in p or type(p["score"]) not in (int, float) or p["score"] != p["score"]:
            raise ValueError("score")
        if p["id"] in ids:
            raise ValueError("id is there twice: " + p["id"])
        ids.add(p["id"])


def typed(d, key, kind):
    if key not in d:
        raise ValueError("missing: " + key)
    if not isinstance(d[key], kind):
        raise ValueError("%s must be %s" % (key, kind.__name__))


def number(d, key):
    typed(d, key, int)
    if isinstance(d[key], bool) or d[key] < 0:
        raise ValueError("%s must be a non-negative integer" % key)
