from dataclasses import dataclass


@dataclass(frozen=True)
class PredictRequestDto:
    """Body of POST /predict."""

    input: str
