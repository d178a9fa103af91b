"""The schema of the configuration."""

from dataclasses import dataclass, field
from typing import Any

from late.core.errors import ConfigurationError


@dataclass(frozen=True)
class ComponentConfig:
    """A component by its registered name, and its parameters."""

    name: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Any, where: str) -> "ComponentConfig":
        if not isinstance(data, dict) or "name" not in data:
            raise ConfigurationError(f"{where}: expected an object with 'name'")
        return cls(data["name"], dict(data.get("parameters", {})))


@dataclass(frozen=True)
class SearchConfig:
    """Which models are compared before one is trained for good."""

    enabled: bool
    metric: str
    candidates: tuple[ComponentConfig, ...]


@dataclass(frozen=True)
class TrackingConfig:
    """Where experiments are recorded."""

    backend: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class ExperimentConfig:
    """A whole experiment."""

    name: str
    seed: int
    cleaners: tuple[ComponentConfig, ...]
    features: tuple[ComponentConfig, ...]
    splitter: ComponentConfig
    search: SearchConfig
    calibrator: ComponentConfig
    tracking: TrackingConfig

    @classmethod
    def parse(cls, data: dict[str, Any]) -> "ExperimentConfig":
        """Validate a plain dictionary."""
        try:
            search, tracking = data["search"], data["tracking"]
            return cls(
                name=data["name"],
                seed=data["seed"],
                cleaners=tuple(ComponentConfig.parse(each, "cleaners") for each in data["cleaners"]),
                features=tuple(ComponentConfig.parse(each, "features") for each in data["features"]),
                splitter=ComponentConfig.parse(data["splitter"], "splitter"),
                search=SearchConfig(
                    enabled=search["enabled"],
                    metric=search["metric"],
                    candidates=tuple(ComponentConfig.parse(each, "search.candidates") for each in search["candidates"]),
                ),
                calibrator=ComponentConfig.parse(data["calibrator"], "calibrator"),
                tracking=TrackingConfig(tracking["backend"], dict(tracking.get("parameters", {}))),
            )
        except KeyError as error:
            raise ConfigurationError(f"configuration: {error.args[0]} is missing") from None
