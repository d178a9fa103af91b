"""Whether the application accepts work."""

from abc import ABC, abstractmethod
from enum import Enum


class LifecycleState(Enum):
    RUNNING = "running"
    DRAINING = "draining"


class LifecycleService(ABC):
    @abstractmethod
    def is_accepting(self) -> bool: ...

    @abstractmethod
    def begin_draining(self) -> None: ...


class LifecycleServiceImpl(LifecycleService):
    def __init__(self) -> None:
        self._state = LifecycleState.RUNNING

    def is_accepting(self) -> bool:
        return self._state is LifecycleState.RUNNING

    def begin_draining(self) -> None:
        self._state = LifecycleState.DRAINING
