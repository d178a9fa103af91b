"""Feature views: named, versioned sets of features."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class FeatureView:
    """Which features belong together, and of which entity they are."""

    name: str
    entity: str
    features: tuple[str, ...]

    @property
    def version(self) -> str:
        """Changes with the features."""
        return hashlib.sha256("\n".join((self.entity, *self.features)).encode()).hexdigest()[:12]

    @property
    def table(self) -> str:
        """The table that holds it."""
        return f"{self.name}_{self.version}"
