"""The candidate's gateway as a test meets it, and what tests say of it."""

import json
import secrets
import time

from client import Answer, Connection, closed_loop, collect
from fakemodel import SLOTS

START_S = 20  # to import a web framework on a busy machine; no rule asks for a quick start


def must(holds, rule):
    """Fail with the rule in words, and without the hidden input."""
    __tracebackhide__ = True
    if not holds:
        raise AssertionError(rule)


def words(count, length=12):
    """So many different inputs, about that long, which nobody can have seen before."""
    return [f"{secrets.token_hex(length // 2 + secrets.randbelow(12))}-{number}" for number in range(count)]


def best(scenario, limit, tries=3):
    """The least that `scenario()` gives, which is asked again while it is above `limit`: a busy machine is no broken rule."""
    least = None
    for _ in range(tries):
        found = scenario()
        least = found if least is None else min(least, found)
        if least <= limit:
            break
    return least


def patience():
    """How much longer than on an idle machine something may take now: from 1, to 1.25 where this process hardly gets to run."""
    began, used = time.perf_counter(), time.thread_time()
    while time.thread_time() - used < 0.030:
        pass
    busy = (time.perf_counter() - began) / 0.030
    return min(1.25, 1 + max(0.0, busy - 1) / 8)


_kept = {}


def once(situation, candidate, model):
    """What a situation showed, brought about by the first test that asks: several tests look at it, each at one thing."""
    if situation not in _kept:
        _kept[situation] = situation(Gateway(candidate, model), model)
    return _kept[situation]


class Gateway:
    """A started gateway."""

    def __init__(self, candidate, model):
        for last in (False, True):  # the port that was free may be taken by now
            self.port = candidate.free_port()
            env = {"PORT": str(self.port), "MODEL_URL": model.url}
            self.process = candidate.start(["python", "-m", "gateway"], env=env)
            try:
                self.process.wait_ready(port=self.port, timeout=START_S)
                return
            except TimeoutError as error:
                if last or self.process.running:
                    raise AssertionError(
                        f"the interface: `python -m gateway` does not listen on 127.0.0.1:$PORT ({error})"
                    ) from None

    def connect(self, count):
        """Connections that wait to be used."""
        return [Connection(self.port) for _ in range(count)]

    def ask(self, method, path, body=b"", headers=(), timeout=10):
        """The answer to one request on a connection of its own; status 0 where there is none in time."""
        try:
            connection = Connection(self.port)
        except OSError:
            return Answer(0, {}, b"", 0.0)
        try:
            collect([connection.send(method, path, body, headers)], timeout)
            return connection.answer or Answer(0, {}, b"", 0.0)
        finally:
            connection.close()

    def predict(self, text, timeout=10):
        """The answer to one input."""
        return self.ask(*predict(text), timeout=timeout)

    def predict_all(self, texts, connections, timeout=30):
        """The answers to all inputs in their order, from so many connections, each with one input at a time."""
        made = self.connect(connections)
        try:
            return closed_loop(made, [predict(text) for text in texts], timeout)
        finally:
            close(made)


def predict(text):
    """The request with this input, as (method, path, body)."""
    return "POST", "/predict", json.dumps({"input": text}).encode()


def at_once(connections, texts):
    """Send one input on each connection, as close together as it goes."""
    for connection, text in zip(connections, texts):
        connection.predict(text)
    return connections


def close(connections):
    for connection in connections:
        connection.close()


class Busy:
    """Both slots of the model taken, by one input each, until they are released; a second try of them is held too."""

    def __init__(self, gateway, model):
        self.model = model
        self.texts = words(SLOTS, length=20)
        self.connections = gateway.connect(SLOTS)
        model.hold(*self.texts)
        before = len(model.calls)
        for number, (connection, text) in enumerate(zip(self.connections, self.texts), 1):
            connection.predict(text)
            calls = model.wait_for(before + number)
            must(len(calls) == before + number, "rule 1: an input goes to the model while a slot is free")

    def release(self, *numbers):
        """Have the model answer the first (0), the second (1), or both."""
        self.model.release(*(self.texts[number] for number in numbers or range(SLOTS)))

    def ended(self, number):
        """When the model answered."""
        return max(call.ended or 0.0 for call in self.model.asked_for(self.texts[number]))


def statuses(answers):
    """How many answers have each status, for messages."""
    found = [0 if answer is None else answer.status for answer in answers]
    return ", ".join(f"{found.count(status)} x {status or 'no answer'}" for status in sorted(set(found)))
