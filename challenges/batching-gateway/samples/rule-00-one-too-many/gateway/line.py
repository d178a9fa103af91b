"""The waiting line: a deque of tickets and the one place that decides when a batch may leave."""

import asyncio
import time
from collections import deque


class LineFull(Exception):
    pass


class Ticket:
    __slots__ = ("text", "joined", "result")

    def __init__(self, text):
        self.text = text
        self.joined = time.monotonic()
        self.result = asyncio.get_running_loop().create_future()


class Line:
    def __init__(self, settings):
        self.settings = settings
        self.tickets = deque()
        self.changed = asyncio.Event()

    def __len__(self):
        return len(self.tickets)

    def join(self, text):
        if len(self.tickets) > self.settings.queue_limit:
            raise LineFull
        ticket = Ticket(text)
        self.tickets.append(ticket)
        self.changed.set()
        return ticket

    def leave(self, ticket):
        """For clients that went away. Harmless when the ticket is on its way to the model already."""
        try:
            self.tickets.remove(ticket)
        except ValueError:
            pass

    async def next_batch(self):
        """Called by a worker that has nothing to do, i.e. while a model slot is free."""
        limit = self.settings.batch_limit
        while True:
            if self.tickets:
                patience = self.tickets[0].joined + self.settings.company_seconds - time.monotonic()
                if len(self.tickets) >= limit or patience <= 0:
                    return [self.tickets.popleft() for _ in range(min(limit, len(self.tickets)))]
            else:
                patience = None
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), patience)
            except asyncio.TimeoutError:
                pass
