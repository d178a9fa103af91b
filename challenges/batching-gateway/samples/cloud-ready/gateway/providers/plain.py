from gateway.providers.base import Provider


class PlainProvider(Provider):
    """The server of the brief."""

    def path(self):
        return "/predict"

    def encode(self, texts):
        return {"inputs": texts}

    def decode(self, document):
        return document["outputs"]
