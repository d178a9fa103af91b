from ..context import PackContext
from ..errors import BudgetError
from .base import Stage


class ReserveStage(Stage):
    """Takes what has to be in."""

    name = "reserve"

    def execute(self, context: PackContext) -> None:
        context.spend(context.request["system"]["tokens"], "system")
        context.spend(context.request["question"]["tokens"], "question")
        for index, message in enumerate(context.request["history"]):
            if message.get("pinned", False):
                context.messages_in.add(index)
                context.spend(message["tokens"], f"pinned message {index}")
        if context.left < 0:
            raise BudgetError(f"the mandatory parts exceed the budget by {-context.left} tokens")
