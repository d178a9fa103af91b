from ..context import PackContext
from .base import PassageStage


class PassagesStage(PassageStage):
    """The first round: passages up to their share."""

    name = "passages"

    def applies(self, context: PackContext) -> bool:
        return bool(context.request["passages"])

    def limit(self, context: PackContext) -> int:
        return int(context.left * context.settings.passage_share)
