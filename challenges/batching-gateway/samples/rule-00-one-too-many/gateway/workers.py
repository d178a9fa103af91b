"""One worker for each model slot. There are two, so there can't be three requests in flight, whatever fails."""

import asyncio

import httpx


class ModelDown(Exception):
    pass


class Workers:
    def __init__(self, settings, line, metrics):
        self.settings = settings
        self.line = line
        self.metrics = metrics
        self.busy = 0
        self.url = settings.model_url + "/predict"
        # One client for both workers. Its own time-outs are per read, so the total is enforced around the call.
        self.client = httpx.AsyncClient(timeout=None, trust_env=False)
        self.tasks = [asyncio.create_task(self.work()) for _ in range(settings.slots)]

    async def work(self):
        while True:
            tickets = await self.line.next_batch()
            self.busy += 1
            try:
                self.metrics.batch(len(tickets))
                await self.serve(tickets)
            finally:
                self.busy -= 1

    async def serve(self, tickets):
        texts = [ticket.text for ticket in tickets]
        try:
            outputs = await self.ask_twice(texts)
        except ModelDown as error:
            for ticket in tickets:
                if not ticket.result.done():
                    ticket.result.set_exception(error)
        else:
            for ticket, output in zip(tickets, outputs):
                if not ticket.result.done():
                    ticket.result.set_result(output)

    async def ask_twice(self, texts):
        try:
            return await self.ask(texts)
        except ModelDown:
            return await self.ask(texts)

    async def ask(self, texts):
        try:
            async with asyncio.timeout(self.settings.model_seconds):
                response = await self.client.post(self.url, json={"inputs": texts})
        except (httpx.HTTPError, TimeoutError) as error:
            raise ModelDown(f"model unreachable or too slow ({type(error).__name__})")
        if response.status_code != httpx.codes.OK:
            raise ModelDown(f"model answered {response.status_code}")
        try:
            answer = response.json()
        except ValueError:
            raise ModelDown("model sent something that is not JSON")
        outputs = answer.get("outputs") if isinstance(answer, dict) else None
        if not isinstance(outputs, list) or len(outputs) != len(texts):
            raise ModelDown("model sent something other than one output per input")
        return outputs

    async def finish(self):
        while self.busy or len(self.line):
            await asyncio.sleep(0.02)

    async def close(self):
        for task in self.tasks:
            task.cancel()
        await self.client.aclose()
