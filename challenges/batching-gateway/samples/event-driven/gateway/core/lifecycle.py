"""An explicit state machine for the life of the process."""

from __future__ import annotations

from enum import Enum, auto


class State(Enum):
    SERVING = auto()
    DRAINING = auto()
    STOPPED = auto()


class InvalidTransition(Exception):
    pass


class Lifecycle:
    _ALLOWED = {State.SERVING: {State.DRAINING}, State.DRAINING: {State.STOPPED}, State.STOPPED: set()}

    def __init__(self) -> None:
        self.state = State.SERVING

    def _move(self, target: State) -> None:
        if target not in self._ALLOWED[self.state]:
            raise InvalidTransition(f"{self.state.name} -> {target.name}")
        self.state = target

    def drain(self) -> None:
        self._move(State.DRAINING)

    def stop(self) -> None:
        self._move(State.STOPPED)

    @property
    def accepts_work(self) -> bool:
        return self.state is State.SERVING
