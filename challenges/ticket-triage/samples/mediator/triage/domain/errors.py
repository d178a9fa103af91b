class DomainError(ValueError):
    """A rule of the domain is broken."""


class InvalidValue(DomainError):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
