"""A stage that keeps the result."""

import time

from triage.pipeline.context import TriageContext
from triage.storage.base import ResultRepository, StoredResult


class StoreStage:
    """Saves each result in the repository."""

    name = "store"

    def __init__(self, repository: ResultRepository) -> None:
        self._repository = repository

    async def run(self, context: TriageContext) -> None:
        result = context.to_result()
        self._repository.save(StoredResult(result["id"], result, time.time()))
