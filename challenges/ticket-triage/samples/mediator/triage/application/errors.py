class ApplicationError(Exception):
    pass


class HandlerNotFound(ApplicationError):
    pass


class UnusableAnswer(ApplicationError):
    """The model's answer doesn't make a verdict."""
