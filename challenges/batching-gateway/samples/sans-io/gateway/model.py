"""One conversation with the model server: a batch goes out, outputs come back, one more try if they don't."""

import asyncio
import json

import aiohttp

DEADLINE = 2.0  # seconds for one try, from connecting to the last byte
TRIES = 2


class ModelFailed(Exception):
    """The model gave no usable answer; the text says why, and may be shown to clients."""


def outputs_in(raw: bytes, expected: int) -> list:
    """The outputs in a body of the model. Raises ModelFailed if it isn't `{"outputs": [...]}` with as many as expected."""
    try:
        document = json.loads(raw)
    except ValueError:
        raise ModelFailed("the model's answer is not JSON") from None
    if not isinstance(document, dict) or not isinstance(document.get("outputs"), list):
        raise ModelFailed("the model's answer has no list of outputs")
    if len(document["outputs"]) != expected:
        raise ModelFailed(f"the model gave {len(document['outputs'])} outputs for {expected} inputs")
    return document["outputs"]


async def ask(session: aiohttp.ClientSession, url: str, texts: list[str]) -> list:
    """One try. Raises ModelFailed."""
    try:
        async with asyncio.timeout(DEADLINE), session.post(url, json={"inputs": texts}, allow_redirects=False) as response:
            raw = await response.read()
    except TimeoutError:
        raise ModelFailed(f"the model took longer than {DEADLINE:g} s") from None
    except aiohttp.ClientError as error:
        raise ModelFailed(f"the connection to the model broke ({type(error).__name__})") from None
    if response.status != 200:
        raise ModelFailed(f"the model answered with status {response.status}")
    return outputs_in(raw, len(texts))


async def ask_patiently(session: aiohttp.ClientSession, url: str, texts: list[str]) -> list:
    """All tries. Raises ModelFailed with the reason of the last one."""
    for _ in range(TRIES - 1):
        try:
            return await ask(session, url, texts)
        except ModelFailed:
            pass
    return await ask(session, url, texts)
