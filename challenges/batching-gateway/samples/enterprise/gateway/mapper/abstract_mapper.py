from abc import ABC, abstractmethod
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class AbstractMapper(ABC, Generic[S, T]):
    """Maps one layer's objects to another's."""

    @abstractmethod
    def map(self, source: S) -> T: ...

    def map_all(self, sources: list[S]) -> list[T]:
        return [self.map(source) for source in sources]
