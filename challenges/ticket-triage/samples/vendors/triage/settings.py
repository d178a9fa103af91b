"""Everything that differs between environments. Variables first, then triage.ini, then what is written here."""

import configparser
import functools
import os
from dataclasses import dataclass, field, fields


@dataclass(frozen=True)
class Settings:
    llm_base_url: str = ""
    llm_api_key: str = ""
    llm_model: str = ""
    vendors: str = "openai"  # in the order in which they are asked: openai, azure, anthropic, ollama, bedrock
    azure_endpoint: str = ""
    azure_api_key: str = ""
    azure_deployment: str = "triage"
    azure_api_version: str = "2024-06-01"
    anthropic_api_key: str = ""
    anthropic_model: str = "claude-3-5-haiku-latest"
    ollama_url: str = "http://localhost:11434"
    ollama_model: str = "llama3.1"
    cache: str = "off"  # off, memory, redis
    cache_seconds: int = 3600
    redis_host: str = "redis"
    redis_port: int = 6379
    store: str = "off"  # off, sqlite, postgres
    store_url: str = "triage.db"
    http_port: int = 8000
    parallel: int = 8
    breaker_failures: int = 0  # 0 is off
    breaker_seconds: float = 30.0
    extra: dict = field(default_factory=dict, compare=False)


@functools.lru_cache(maxsize=8)
def _file(path: str) -> dict:
    parser = configparser.ConfigParser()
    parser.read(path)
    return dict(parser["triage"]) if parser.has_section("triage") else {}


def load() -> Settings:
    written = _file(os.environ.get("TRIAGE_CONFIG", "triage.ini"))
    values = {}
    for each in fields(Settings):
        if each.name == "extra":
            continue
        name = each.name.upper() if each.name.startswith("llm_") else "TRIAGE_" + each.name.upper()
        raw = os.environ.get(name, written.get(each.name))
        if raw is not None:
            values[each.name] = each.type(raw)
    return Settings(**values)
