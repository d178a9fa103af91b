from abc import ABC, abstractmethod


class BadAnswer(Exception):
    """The model server answered, but not with what we asked for."""


class Provider(ABC):
    """The dialect of a model server."""

    def __init__(self, environment):
        self.environment = environment

    @abstractmethod
    def path(self):
        """Where to post to, below the server's URL."""

    @abstractmethod
    def encode(self, texts):
        """The body of the request."""

    @abstractmethod
    def decode(self, document):
        """The outputs in the body of the answer."""

    def headers(self):
        return {}

    def outputs(self, document, expected):
        try:
            found = self.decode(document)
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise BadAnswer("unexpected body from the model") from error
        if not isinstance(found, list) or len(found) != expected:
            raise BadAnswer("unexpected number of outputs from the model")
        return found
