"""When to train again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from late.monitoring import DriftReport


@dataclass(frozen=True)
class RetrainingPolicy:
    """By age, by drift, or by a drop of quality."""

    max_age: timedelta = timedelta(days=30)
    max_drifted_features: int = 2
    max_auc_drop: float = 0.03

    def due(self, trained: datetime, now: datetime, drift: DriftReport | None = None, auc_drop: float = 0.0) -> list[str]:
        """The reasons to train again; none where there is no need."""
        reasons = []
        if now - trained > self.max_age:
            reasons.append(f"older than {self.max_age.days} days")
        if drift is not None and len(drift.alerts) > self.max_drifted_features:
            reasons.append(f"drift of {', '.join(drift.alerts)}")
        if auc_drop > self.max_auc_drop:
            reasons.append(f"AUC dropped by {auc_drop:.3f}")
        return reasons
