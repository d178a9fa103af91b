"""Configuration with defaults that environment variables can override."""

import os
from dataclasses import dataclass, field, fields

from late.errors import ConfigurationError

ENV_PREFIX = "LATE_"


@dataclass(frozen=True)
class ColumnConfig:
    """Names of the columns, should the export ever be renamed."""

    order_id: str = "order_id"
    timestamp: str = "ordered_at"
    target: str = "late"
    categorical: tuple[str, ...] = ("carrier", "service", "origin", "destination")
    numerical: tuple[str, ...] = ("distance_km", "weight_kg", "items", "promised_days", "warehouse_load")

    @property
    def required_for_prediction(self) -> list[str]:
        return [self.order_id, self.timestamp, *self.categorical, *self.numerical]

    @property
    def required_for_training(self) -> list[str]:
        return [*self.required_for_prediction, self.target]


@dataclass(frozen=True)
class ModelConfig:
    """Hyper-parameters."""

    name: str = "gradient_boosting"
    learning_rate: float = 0.08
    max_iter: int = 100
    max_leaf_nodes: int = 15
    min_samples_leaf: int = 40
    regularization: float = 1.0
    random_state: int = 42


@dataclass(frozen=True)
class EvaluationConfig:
    """How the hold-out is chosen."""

    strategy: str = "last_month"
    holdout_fraction: float = 0.12


@dataclass(frozen=True)
class LoggingConfig:
    """Verbosity."""

    level: str = "WARNING"
    format: str = "%(asctime)s %(levelname)s %(name)s %(message)s"


@dataclass(frozen=True)
class AppConfig:
    """All of the configuration."""

    columns: ColumnConfig = field(default_factory=ColumnConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    evaluation: EvaluationConfig = field(default_factory=EvaluationConfig)
    logging: LoggingConfig = field(default_factory=LoggingConfig)

    @classmethod
    def from_environment(cls) -> "AppConfig":
        """Defaults, overridden by variables such as LATE_MODEL_MAX_ITER."""
        return cls(
            model=_override(ModelConfig(), "MODEL"),
            evaluation=_override(EvaluationConfig(), "EVALUATION"),
            logging=_override(LoggingConfig(), "LOGGING"),
        )


def _override(section, name: str):
    changes = {}
    for entry in fields(section):
        variable = f"{ENV_PREFIX}{name}_{entry.name.upper()}"
        if variable in os.environ:
            kind = type(getattr(section, entry.name))
            try:
                changes[entry.name] = kind(os.environ[variable])
            except ValueError as error:
                raise ConfigurationError(f"{variable} must be of type {kind.__name__}") from error
    return type(section)(**{**{entry.name: getattr(section, entry.name) for entry in fields(section)}, **changes})
