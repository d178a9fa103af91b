from gateway.providers.base import Provider


class TorchServeProvider(Provider):
    """https://pytorch.org/serve/inference_api.html"""

    def path(self):
        return f"/predictions/{self.environment.model_name}"

    def encode(self, texts):
        return {"instances": [{"data": text} for text in texts]}

    def decode(self, document):
        return document["predictions"]
