"""What a result says, read so that one wrong place in it does not spoil every test."""

import re

_TAG = re.compile(r"<\w+>")


def must(holds, rule):
    """Fail with the rule in words, and without the hidden input."""
    __tracebackhide__ = True
    if not holds:
        raise AssertionError(rule)


def plain(value):
    """The value as exact built-in types: a subclass of `dict` is a dict, and a tuple is as good as a list."""
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in dict.items(value)}
    if isinstance(value, list):
        return [plain(each) for each in list.__iter__(value)]
    if isinstance(value, tuple):
        return [plain(each) for each in tuple.__iter__(value)]
    if isinstance(value, str):
        return str.__getitem__(value, slice(None))
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__add__(value, 0)
    return value


class Result:
    """One result, with what is in told by the tags (`<m3>`) of the texts that its messages show."""

    def __init__(self, request, found):
        found = plain(found)
        must(type(found) is dict and "messages" in found, "the result is a dict with `messages`")
        self.request = request
        self._found = found
        messages = found["messages"]
        must(
            type(messages) is list and all(type(message) is dict and type(message.get("content")) is str for message in messages),
            "`messages` is a list of dicts with a text as `content`",
        )
        self.messages = messages
        shown = {tag for message in messages for tag in _TAG.findall(message["content"])}

        def is_in(part):
            return not shown.isdisjoint(_TAG.findall(part["text"]))

        self.system = is_in(request["system"])
        self.question = is_in(request["question"])
        self.history = {index for index, message in enumerate(request["history"]) if is_in(message)}
        self.passages = {each["id"] for each in request["passages"] if is_in(each)}

    @property
    def used(self):
        must("used" in self._found, "the result has `used`")
        return self._found["used"]

    def dropped(self, kind):
        dropped = self._found.get("dropped")
        must(type(dropped) is dict and kind in dropped, f"the result has `dropped` with `{kind}`")
        return dropped[kind]

    @property
    def tokens(self):
        """The tokens of all that the messages show."""
        parts = [self.request[name] for name in ("system", "question") if getattr(self, name)]
        parts += [self.request["history"][index] for index in self.history]
        parts += [each for each in self.request["passages"] if each["id"] in self.passages]
        return sum(part["tokens"] for part in parts)


def by_rule_4(passages):
    """From the highest score down, ties by id ascending."""
    by_id = sorted(passages, key=lambda each: each["id"])
    return sorted(by_id, key=lambda each: each["score"], reverse=True)
