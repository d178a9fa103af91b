class NoCache:
    MISS = object()

    async def get(self, text):
        return self.MISS

    async def put(self, text, output):
        pass

    async def close(self):
        pass
