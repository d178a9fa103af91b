import asyncio
import hashlib
import json
from urllib.parse import urlsplit

from gateway.caching.none import NoCache


class RedisCache(NoCache):
    """A minimal client of the Redis protocol, since the redis package isn't available."""

    def __init__(self, url, seconds):
        parts = urlsplit(url)
        self.host, self.port, self.seconds = parts.hostname, parts.port or 6379, int(seconds)
        self.lock = asyncio.Lock()
        self.reader = self.writer = None

    async def command(self, *words):
        async with self.lock:
            if self.writer is None:
                self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
            parts = [b"*%d\r\n" % len(words)]
            for word in words:
                data = word if isinstance(word, bytes) else str(word).encode()
                parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
            self.writer.write(b"".join(parts))
            line = await self.reader.readline()
            if line.startswith(b"$"):
                length = int(line[1:])
                return None if length < 0 else (await self.reader.readexactly(length + 2))[:-2]
            return line[1:].strip()

    @staticmethod
    def key(text):
        return "gateway:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    async def get(self, text):
        try:
            found = await self.command("GET", self.key(text))
        except (OSError, EOFError, ValueError):
            return self.MISS
        return self.MISS if found is None else json.loads(found)

    async def put(self, text, output):
        try:
            await self.command("SET", self.key(text), json.dumps(output), "EX", self.seconds)
        except (OSError, EOFError, ValueError):
            pass

    async def close(self):
        if self.writer is not None:
            self.writer.close()
