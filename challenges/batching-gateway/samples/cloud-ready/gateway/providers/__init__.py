"""Model servers of several vendors."""

from gateway.providers.kserve import KServeProvider
from gateway.providers.openai import OpenAIProvider
from gateway.providers.plain import PlainProvider
from gateway.providers.torchserve import TorchServeProvider

PROVIDERS = {
    "plain": PlainProvider,
    "torchserve": TorchServeProvider,
    "kserve": KServeProvider,
    "triton": KServeProvider,
    "openai": OpenAIProvider,
}


def provider_for(environment):
    try:
        return PROVIDERS[environment.provider](environment)
    except KeyError:
        raise ValueError(f"unknown provider {environment.provider}, known are {', '.join(PROVIDERS)}") from None
