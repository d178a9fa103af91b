"""Experiment tracking."""

from late.tracking.backends import TRACKERS, Tracker
from late.tracking.subscriber import TrackingSubscriber

__all__ = ["TRACKERS", "Tracker", "TrackingSubscriber"]
