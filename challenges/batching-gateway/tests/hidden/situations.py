"""Two situations that take long to bring about, so that several tests look at one of each (`service.once`)."""

import signal
import time

from client import collect
from service import Busy, at_once, close, patience, statuses, words

ROOM = 256
TOO_MANY = 24


class Overload:
    """280 inputs, all at once, while both slots of the model are taken. 256 may wait.

    refused: what was answered before the model answered anything. served: what was answered later. sent: how many of the
    refused inputs the model was asked for. counted: the metrics afterwards.
    """

    def __init__(self, gateway, model):
        texts = words(ROOM + TOO_MANY)
        connections = gateway.connect(ROOM + TOO_MANY)
        busy = Busy(gateway, model)
        at_once(connections, texts)
        collect(connections, timeout=2.5, count=TOO_MANY)
        collect(connections, timeout=0.2, count=TOO_MANY + 1)  # one more would be one too many
        early = [connection.answer is not None for connection in connections]
        self.before_release = sum(call.ended is not None and not call.abandoned for call in model.calls)
        busy.release()
        collect([*busy.connections, *connections], timeout=20)
        self.refused = [connection.answer for connection, first in zip(connections, early) if first]
        self.served = [connection.answer for connection, first in zip(connections, early) if not first]
        self.sent = sum(bool(model.asked_for(text)) for text, first in zip(texts, early) if first)
        self.after = gateway.predict(*words(1))
        self.all_answers = [connection.answer for connection in [*busy.connections, *connections]] + [self.after]
        self.metrics = gateway.ask("GET", "/metrics").body
        close([*busy.connections, *connections])


class Drain:
    """SIGTERM while the model has two requests and 40 inputs wait.

    health, new, old: statuses meanwhile: of /healthz, of new work, and of new work on a connection that was there before;
    0 for no answer. sent: how many inputs of new work the model was asked for. answers: those of the work in hand.
    status: None where it did not end. took: seconds from the signal to the end.
    """

    def __init__(self, gateway, model):
        (known,) = gateway.connect(1)
        collect([known.send("GET", "/healthz")], timeout=5)
        texts = words(40)
        connections = gateway.connect(40)
        busy = Busy(gateway, model)
        at_once(connections, texts)
        time.sleep(0.3)
        gateway.process.signal(signal.SIGTERM)
        began = time.monotonic()
        self.health = self._health(gateway, began + 0.6)
        new, old = words(2)
        self.new = gateway.predict(new, timeout=1.0).status
        self.old = self._ask_on(known, old) or gateway.predict(old, timeout=1.0).status  # it may have been closed
        busy.release()
        collect([*busy.connections, *connections], timeout=5)
        self.answers = [connection.answer for connection in [*busy.connections, *connections]]
        self.own = sum(
            answer is not None and answer.output == model.output_of(text)
            for answer, text in zip(self.answers, [*busy.texts, *texts])
        )
        self.sent = sum(bool(model.asked_for(text)) for text in (new, old))
        try:
            self.status = gateway.process.wait(timeout=max(0.1, began + 5 * patience() - time.monotonic()))
        except TimeoutError:
            self.status = None
        close([known, *busy.connections, *connections])

    @staticmethod
    def _health(gateway, until):
        """503 as soon as it is that; else what it is in the end."""
        while True:
            status = gateway.ask("GET", "/healthz", timeout=1.0).status
            if status == 503 or time.monotonic() > until:
                return status
            time.sleep(0.02)

    @staticmethod
    def _ask_on(connection, text):
        try:
            collect([connection.predict(text)], timeout=1.0)
        except OSError:
            return 0
        return connection.answer.status if connection.answer else 0

    def told(self):
        """For messages: what became of the work in hand."""
        return statuses(self.answers)
