"""Model servers and their health: the first one that isn't marked as down is asked."""

import time


class Endpoint:
    def __init__(self, url):
        self.url, self.failures, self.down_until = url, 0, 0.0

    def succeeded(self):
        self.failures, self.down_until = 0, 0.0

    def failed(self):
        self.failures += 1
        if self.failures >= 5:
            self.down_until = time.monotonic() + 10


class Endpoints:
    def __init__(self, urls):
        self.all = [Endpoint(url.rstrip("/")) for url in urls]

    def pick(self):
        now = time.monotonic()
        # If all are down, the first is as good as any: giving up is for the batch to decide.
        return next((endpoint for endpoint in self.all if endpoint.down_until <= now), self.all[0])
