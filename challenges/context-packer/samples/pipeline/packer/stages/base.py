"""What a stage is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from ..context import PackContext


class Stage(ABC):
    """One step of the pipeline."""

    name: ClassVar[str]

    def applies(self, context: PackContext) -> bool:
        """Whether this stage has anything to do. Stages may override this."""
        return True

    @abstractmethod
    def execute(self, context: PackContext) -> None:
        """Do the work, changing the context."""


class PassageStage(Stage):
    """Base of the stages that add passages."""

    @abstractmethod
    def limit(self, context: PackContext) -> int:
        """The most tokens that this stage may spend."""

    def execute(self, context: PackContext) -> None:
        limit = self.limit(context)
        for passage in context.ranking:
            if passage["id"] in context.passages_in or passage["tokens"] > limit:
                continue
            if context.per_source.get(passage["source"], 0) >= context.settings.max_per_source:
                continue
            context.passages_in.add(passage["id"])
            context.per_source[passage["source"]] = context.per_source.get(passage["source"], 0) + 1
            context.spend(passage["tokens"], f"passage {passage['id']}")
            limit -= passage["tokens"]
