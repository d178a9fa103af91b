"""A feature store with an offline (SQLite) and an online (in-memory) side."""

from late.featurestore.offline import OfflineStore
from late.featurestore.online import OnlineStore
from late.featurestore.views import FeatureView

__all__ = ["FeatureView", "OfflineStore", "OnlineStore"]
