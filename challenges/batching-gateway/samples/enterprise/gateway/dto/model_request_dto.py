from dataclasses import dataclass


@dataclass(frozen=True)
class ModelRequestDto:
    """What goes to the model."""

    inputs: tuple[str, ...]

    def to_dict(self) -> dict[str, list[str]]:
        return {"inputs": list(self.inputs)}
