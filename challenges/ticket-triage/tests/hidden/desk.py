"""The support desk of the tests: a fake model, tickets, and what the submission said, read so that one fault spoils one test."""

import json
import random
import string
import time

from harness.testing import FakeModel, strict_equal

CATEGORIES = ["billing", "bug", "how_to", "account", "feature_request", "other"]
TIERS = ["free", "pro", "enterprise"]
KEYS = {"id", "category", "urgency", "needs_human", "reply", "source"}
COMMAND = ["python", "-m", "triage"]
draw = random.SystemRandom()


def must(holds, rule):
    """Fail with the rule in words, and without the hidden input."""
    __tracebackhide__ = True
    if not holds:
        raise AssertionError(rule)


def twice(check):
    """Give a check on time a second try: a machine that stalls must not decide. What breaks the rule breaks it again."""
    try:
        check()
    except AssertionError:
        check()


def word(least=5, most=9):
    return "".join(draw.choices(string.ascii_lowercase, k=draw.randint(least, most)))


def words(count=6):
    return " ".join(word() for _ in range(count))


def ticket(**more):
    """A ticket that is like no other."""
    made = {
        "id": f"t-{word()}",
        "subject": words(3),
        "body": words(),
        "customer_tier": draw.choice(["free", "pro"]),
        "received_at": f"2026-0{draw.randint(1, 9)}-1{draw.randint(0, 9)}T0{draw.randint(0, 9)}:30:00Z",
    }
    return {**made, **more}


def said(**more):
    """An answer of the model that is like no other."""
    made = {
        "category": draw.choice(CATEGORIES),
        "urgency": draw.randint(1, 4),
        "needs_human": draw.choice([True, False]),
        "reply": f"Dear customer, {words()}.",
    }
    return {**made, **more}


def result(ticket, said):
    """What the interface makes of a valid answer."""
    return {"id": ticket["id"], **{key: said[key] for key in ("category", "urgency", "needs_human", "reply")}, "source": "model"}


def plain(value):
    """Data of the candidate's as exact built-in types: an enum that is a str counts as one."""
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in dict.items(value)}
    if isinstance(value, str):
        return str.__getitem__(value, slice(None))
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__add__(value, 0)
    return value


def same(got, want):
    return strict_equal(plain(got), want)


def is_fallback(got):
    return type(got := plain(got)) is dict and got.get("source") == "fallback"


def strings(value):
    """All strings in plain data, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def user_text(request):
    """What the messages of a request with role `user` say."""
    messages = request.json["messages"]
    return "\n".join(text for message in messages if message.get("role") == "user" for text in strings(message.get("content")))


def other_text(request):
    """All else that a request says."""
    asked = request.json
    others = [message for message in asked["messages"] if message.get("role") != "user"]
    return "\n".join([*strings({**asked, "messages": others}), request.path, request.query, *request.headers.values()])


def lines(tickets):
    """Standard input for the command; bytes and text go in as they are."""
    made = [each if isinstance(each, (str, bytes)) else json.dumps(each) for each in tickets]
    return b"".join((each.encode() if isinstance(each, str) else each) + b"\n" for each in made)


def by_subject(answers, default=None):
    """A model that answers by the subject it was asked about: {subject: behaviour, or a list of them, one a request}."""

    def answer(request):
        text = user_text(request)
        for subject, behaviour in answers.items():
            if subject in text:
                return behaviour.pop(0) if isinstance(behaviour, list) else behaviour
        return said() if default is None else default

    return answer


class Desk:
    """The submission and the model that it asks."""

    def __init__(self, candidate, model):
        self.candidate = candidate
        self.model = model
        self.name = f"model-{word()}"
        candidate.env.update(LLM_BASE_URL=model.base_url, LLM_API_KEY=model.api_key, LLM_MODEL=self.name)
        candidate.env["PYTHONUNBUFFERED"] = None  # the output of a real run is a pipe with a buffer

    def triage(self, ticket):
        """What `triage_ticket` returns, and the seconds that it took."""
        function = self.candidate.load("triage").triage_ticket
        began = time.monotonic()
        found = function(ticket)
        self.took_s = time.monotonic() - began
        return found

    def run(self, tickets, rule="rule 7: `python -m triage` ends when its input has ended", timeout_s=17):
        """What `python -m triage` writes for these lines, line by line."""
        try:
            done = self.candidate.run(COMMAND, stdin=tickets if isinstance(tickets, bytes) else lines(tickets), timeout=timeout_s)
        except TimeoutError:
            done = None
        must(done is not None, rule)
        self.took_s, self.status = done.duration_s, done.status
        must(done.status == 0, "rule 7: `python -m triage` ends with status 0")
        return [read_line(line) for line in done.stdout.split(b"\n") if line]

    def start(self):
        return self.candidate.start(COMMAND)

    def asked(self):
        """The requests so far."""
        return self.model.requests

    @property
    def room_s(self):
        """What a test on time allows on top: more on a machine that was busy during this very test."""
        return 0.8 + min(4.0, 5 * self.model.worst_lag_s)

    @property
    def room_at_the_end_s(self):
        """The same for the 8 s of a ticket; what breaks that rule in these tests takes 9 s and more."""
        return min(0.85, 0.5 + 2 * self.model.worst_lag_s)

    def gaps(self):
        """Seconds from the end of each answer to the next request."""
        seen = self.asked()
        return [after.arrived_at - before.finished_at for before, after in zip(seen, seen[1:])]


def read_line(line):
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    must(isinstance(found, dict), "interface: each line of output is a JSON object")
    return found


def model():
    return FakeModel(lambda request: said(), api_key=f"key-{word()}")
