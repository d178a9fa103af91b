"""The model server: a batch goes out, and once more if that fails."""

import json
from typing import Any

import aiohttp

ATTEMPTS = 2
TIMEOUT_S = 2.0


class ModelError(Exception):
    """The model gave no usable answer."""


class Model:
    def __init__(self, url: str) -> None:
        self._url = f"{url}/predict"
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> "Model":
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def predict(self, inputs: list[str]) -> list[Any]:
        """The outputs, in the order of the inputs. Raises ModelError when the second try has failed too."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._ask(inputs)
            except ModelError:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    async def _ask(self, inputs: list[str]) -> list[Any]:
        try:
            async with self._session.post(self._url, json={"inputs": inputs}, allow_redirects=False) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ModelError(f"the model did not answer: {type(error).__name__}") from error
        if response.status != 200:
            raise ModelError(f"the model answered with status {response.status}")
        try:
            outputs = json.loads(body)["outputs"]
        except (ValueError, TypeError, KeyError) as error:
            raise ModelError("the model's answer holds no outputs") from error
        if not isinstance(outputs, list) or len(outputs) != len(inputs):
            raise ModelError("the model's outputs don't match the inputs")
        return outputs
