import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    port: int
    model_url: str

    # The numbers of the brief. Not configurable: nobody asked, and changing one means thinking about the others.
    batch_limit = 16
    company_seconds = 0.020
    slots = 2
    queue_limit = 256
    model_seconds = 2.0
    body_limit = 65_536

    @classmethod
    def from_environment(cls):
        return cls(port=int(os.environ["PORT"]), model_url=os.environ["MODEL_URL"])
