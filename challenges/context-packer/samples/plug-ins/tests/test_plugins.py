import pytest
from packer import PluginError, pack
from packer.config.loader import load_profile, merge, overrides
from packer.engine import Engine
from packer.plugins.registry import PluginKind, PluginRegistry

REQUEST = {
    "budget": 100,
    "system": {"text": "s", "tokens": 5},
    "history": [{"role": "user", "text": "h", "tokens": 20}],
    "passages": [{"id": "a", "text": "A", "tokens": 60, "score": 1.0, "source": "w"}],
    "question": {"text": "q", "tokens": 5},
}


def test_registry_refuses_two_of_one_name():
    registry = PluginRegistry()
    registry.register(PluginKind.LIMIT, "x", int)
    with pytest.raises(PluginError):
        registry.register(PluginKind.LIMIT, "x", str)
    registry.register(PluginKind.LIMIT, "x", str, replace=True)


def test_unknown_option():
    registry = PluginRegistry()
    registry.register(PluginKind.SHARE, "x", type("X", (), {"__init__": lambda self, n=1: None}))
    with pytest.raises(PluginError):
        registry.create(PluginKind.SHARE, "x", m=2)


def test_overrides():
    environ = {"PACKER__RENDER__SEPARATOR": '" | "', "PACKER__RANKING__PLUGIN": "by_density", "HOME": "/"}
    assert overrides(environ) == {"render": {"separator": " | "}, "ranking": {"plugin": "by_density"}}


def test_merge_is_deep():
    assert merge({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}) == {"a": {"b": 3, "c": 2}}


def test_default_profile():
    engine = Engine(load_profile(environ={}))
    assert engine.run(REQUEST)["used"] == 90 and pack(REQUEST)["used"] == 90
