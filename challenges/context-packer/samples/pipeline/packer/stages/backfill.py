from ..context import PackContext
from .base import PassageStage


class BackfillStage(PassageStage):
    """The second round: passages get what nobody else used."""

    name = "backfill"

    def applies(self, context: PackContext) -> bool:
        return len(context.passages_in) < len(context.request["passages"])

    def limit(self, context: PackContext) -> int:
        return context.left
