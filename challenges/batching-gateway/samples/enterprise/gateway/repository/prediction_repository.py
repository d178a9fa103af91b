"""Access to the predictions that wait."""

import asyncio
from abc import ABC, abstractmethod
from collections import OrderedDict

from gateway.service.prediction import Prediction


class PredictionRepository(ABC):
    @abstractmethod
    def save(self, prediction: Prediction) -> None: ...

    @abstractmethod
    def delete_by_id(self, identity: int) -> bool: ...

    @abstractmethod
    def find_oldest(self) -> Prediction | None: ...

    @abstractmethod
    def pop_oldest(self, limit: int) -> list[Prediction]: ...

    @abstractmethod
    def count(self) -> int: ...

    @abstractmethod
    async def wait_for_change(self, timeout: float | None) -> None: ...


class InMemoryPredictionRepository(PredictionRepository):
    def __init__(self) -> None:
        self._predictions: OrderedDict[int, Prediction] = OrderedDict()
        self._listeners: set[asyncio.Future[None]] = set()

    def save(self, prediction: Prediction) -> None:
        self._predictions[prediction.identity] = prediction
        for listener in self._listeners:
            if not listener.done():
                listener.set_result(None)

    def delete_by_id(self, identity: int) -> bool:
        return self._predictions.pop(identity, None) is not None

    def find_oldest(self) -> Prediction | None:
        return next(iter(self._predictions.values()), None)

    def pop_oldest(self, limit: int) -> list[Prediction]:
        found: list[Prediction] = []
        while self._predictions and len(found) < limit:
            _, prediction = self._predictions.popitem(last=False)
            found.append(prediction)
        return found

    def count(self) -> int:
        return len(self._predictions)

    async def wait_for_change(self, timeout: float | None) -> None:
        listener: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._listeners.add(listener)
        try:
            await asyncio.wait([listener], timeout=timeout)
        finally:
            self._listeners.discard(listener)
            listener.cancel()
