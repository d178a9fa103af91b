from gateway.providers.base import Provider


class KServeProvider(Provider):
    """Open inference protocol, version 2, as spoken by KServe and Triton."""

    def path(self):
        return f"/v2/models/{self.environment.model_name}/infer"

    def encode(self, texts):
        return {"inputs": [{"name": "text", "shape": [len(texts)], "datatype": "BYTES", "data": texts}]}

    def decode(self, document):
        return document["outputs"][0]["data"]
