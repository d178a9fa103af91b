"""Scheduled retraining."""

from late.scheduling.policy import RetrainingPolicy
from late.scheduling.scheduler import Scheduler

__all__ = ["RetrainingPolicy", "Scheduler"]
