from __future__ import annotations

from typing import TYPE_CHECKING

from ..exceptions import BudgetError, ConfigError
from ..hooks import HookPoint, emit
from ..plugins import PluginKind, plugin
from .interfaces import LimitPolicy, SharePolicy, SplitPolicy, Step

if TYPE_CHECKING:
    from ..state import PackState

MISFIT = ("skip", "stop")
DIRECTIONS = ("newest_first", "oldest_first")


@plugin(PluginKind.STEP, "reserve_mandatory")
class ReserveMandatory(Step):
    """System, question, pinned messages."""

    def apply(self, state: PackState) -> None:
        needed = state.request["system"]["tokens"] + state.request["question"]["tokens"]
        for index, message in enumerate(state.history):
            if message.get("pinned", False):
                state.kept.add(index)
                needed += message["tokens"]
        if needed > state.left:
            raise BudgetError(f"mandatory parts need {needed} tokens, {state.left} are there")
        state.spend(needed)


@plugin(PluginKind.STEP, "admit_passages")
class AdmitPassages(Step):
    def __init__(self, share: SharePolicy, limit: LimitPolicy, on_misfit: str = "skip") -> None:
        if on_misfit not in MISFIT:
            raise ConfigError(f"on_misfit must be one of {MISFIT}")
        self.share = share
        self.limit = limit
        self.on_misfit = on_misfit

    def apply(self, state: PackState) -> None:
        allowance = self.share.allowance(state.left)
        for passage in state.ranked:
            if passage["id"] in state.chosen or not self.limit.admits(passage, state):
                continue
            if passage["tokens"] > allowance:
                if self.on_misfit == "stop":
                    return
                continue
            allowance -= passage["tokens"]
            state.choose(passage)
            emit(HookPoint.PASSAGE_ADMITTED, passage=passage, state=state)


@plugin(PluginKind.STEP, "admit_turns")
class AdmitTurns(Step):
    def __init__(self, split: SplitPolicy, direction: str = "newest_first", on_misfit: str = "stop") -> None:
        if direction not in DIRECTIONS:
            raise ConfigError(f"direction must be one of {DIRECTIONS}")
        if on_misfit not in MISFIT:
            raise ConfigError(f"on_misfit must be one of {MISFIT}")
        self.split = split
        self.direction = direction
        self.on_misfit = on_misfit

    def apply(self, state: PackState) -> None:
        turns = self.split.split(state.history)
        if self.direction == "newest_first":
            turns.reverse()
        for turn in turns:
            missing = [index for index in turn if index not in state.kept]
            cost = sum(state.history[index]["tokens"] for index in missing)
            if cost > state.left:
                if self.on_misfit == "stop":
                    return
                continue
            state.kept.update(missing)
            state.spend(cost)
            emit(HookPoint.TURN_ADMITTED, turn=turn, state=state)
