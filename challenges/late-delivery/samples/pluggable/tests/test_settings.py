import pytest

from late.registry import Registry, UnknownPlugin
from late.settings import Settings


def test_environment_wins(monkeypatch):
    monkeypatch.setenv("LATE__MODEL__NAME", "logistic")
    monkeypatch.setenv("LATE__EVALUATION__DAYS", "20")
    settings = Settings.load()
    assert settings["model.name"] == "logistic" and settings["evaluation.days"] == 20


def test_unknown_plugin_names_the_known_ones():
    registry = Registry()
    registry.register("metric", "auc")(object)
    with pytest.raises(UnknownPlugin, match="known: auc"):
        registry.find("metric", "acu")
