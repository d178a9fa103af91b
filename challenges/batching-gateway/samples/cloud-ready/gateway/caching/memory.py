import time
from collections import OrderedDict

from gateway.caching.none import NoCache


class MemoryCache(NoCache):
    """Least recently used goes first; nothing is older than `seconds`."""

    def __init__(self, entries, seconds):
        self.entries, self.seconds = entries, seconds
        self.data = OrderedDict()

    async def get(self, text):
        found = self.data.get(text)
        if found is None:
            return self.MISS
        born, output = found
        if time.monotonic() - born > self.seconds:
            del self.data[text]
            return self.MISS
        self.data.move_to_end(text)
        return output

    async def put(self, text, output):
        self.data[text] = time.monotonic(), output
        self.data.move_to_end(text)
        while len(self.data) > self.entries:
            self.data.popitem(last=False)
