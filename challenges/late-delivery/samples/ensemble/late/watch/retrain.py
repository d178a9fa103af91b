"""When to train again: policies that a scheduler can ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Situation:
    trained_at: datetime
    now: datetime
    worst_drift: float
    promised_brier: float
    measured_brier: float | None = None


def by_age(situation, limit=timedelta(days=30)):
    return situation.now - situation.trained_at > limit


def by_drift(situation, limit=0.25):
    return situation.worst_drift > limit


def by_broken_promise(situation, limit=0.02):
    return situation.measured_brier is not None and situation.measured_brier - situation.promised_brier > limit


POLICIES = {"age": by_age, "drift": by_drift, "promise": by_broken_promise}


def should_retrain(situation, policies=("age", "drift", "promise")):
    return [name for name in policies if POLICIES[name](situation)]
