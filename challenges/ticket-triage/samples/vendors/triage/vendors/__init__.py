from ..settings import Settings
from .anthropic import Anthropic
from .azure import Azure
from .base import Busy, Down, Vendor
from .bedrock import Bedrock
from .ollama import Ollama
from .openai import OpenAI

ALL: dict[str, type[Vendor]] = {kind.name: kind for kind in (OpenAI, Azure, Anthropic, Ollama, Bedrock)}


def create(name: str, settings: Settings) -> Vendor:
    if name not in ALL:
        raise RuntimeError(f"unknown vendor {name!r}, known: {', '.join(ALL)}")
    return ALL[name](settings)


__all__ = ["ALL", "Busy", "Down", "Vendor", "create"]
