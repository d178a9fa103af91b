import pytest

from gateway.shared.container import Container, ResolutionError, Scope


class Engine:
    def __init__(self) -> None:
        self.started = False


class Car:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine


def test_constructor_injection():
    container = Container()
    container.register(Engine, Engine)
    container.register(Car, Car)
    assert container.resolve(Car).engine is container.resolve(Engine)


def test_transient_scope():
    container = Container()
    container.register(Engine, Engine, Scope.TRANSIENT)
    assert container.resolve(Engine) is not container.resolve(Engine)


def test_unknown():
    with pytest.raises(ResolutionError):
        Container().resolve(Engine)
