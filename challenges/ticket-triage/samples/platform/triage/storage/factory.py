"""Chooses a repository."""

from triage.core.settings import StorageSettings
from triage.storage.base import NullRepository, ResultRepository
from triage.storage.sqlite import SqliteRepository


class RepositoryFactory:
    """Creates repositories by kind."""

    @staticmethod
    def create(settings: StorageSettings) -> ResultRepository:
        if settings.kind == "sqlite":
            return SqliteRepository(settings.path)
        return NullRepository()
