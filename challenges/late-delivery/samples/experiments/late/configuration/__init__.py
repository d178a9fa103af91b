"""Hierarchical configuration."""

from late.configuration.loader import ConfigurationLoader
from late.configuration.schema import ComponentConfig, ExperimentConfig, SearchConfig, TrackingConfig

__all__ = ["ComponentConfig", "ConfigurationLoader", "ExperimentConfig", "SearchConfig", "TrackingConfig"]
