from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorResponseDto:
    """Body of any other answer."""

    error: str

    def to_dict(self) -> dict[str, str]:
        return {"error": self.error}
