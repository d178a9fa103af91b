import pytest
from pydantic import ValidationError

from harness.environments.spec import EnvironmentSpec


def test_the_defaults_are_a_bare_python() -> None:
    assert EnvironmentSpec().model_dump() == {
        "python": "3.11",
        "packages": (),
        "preload": (),
        "dockerfile": None,
        "folder": None,
        "examiner_packages": (),
    }


@pytest.mark.parametrize(
    "package", ["numpy", "numpy>=2,<3", "ruamel.yaml ~= 0.18", "httpx[http2]", "tomli; python_version < '3.11'"]
)
def test_packages_are_names_with_versions(package: str) -> None:
    assert EnvironmentSpec(packages=(package,)).packages == (package,)


@pytest.mark.parametrize(
    "package", ["--index-url=http://127.0.0.1/", "-r other.txt", "./local", "../up", "a @ file:///etc", "a b", "", "numpy\n--pre"]
)
def test_what_is_more_than_a_package_never_reaches_the_installer(package: str) -> None:
    with pytest.raises(ValidationError, match="is not a package"):
        EnvironmentSpec(packages=(package,))


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (3.10, "put the version in quotes"),
        ("3.8", "too old: Python 3.9 or later"),
        ("3.11.4", "is not a version such as"),
        ("three", "is not a version such as"),
    ],
)
def test_a_wrong_version_of_python_is_explained(version: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        EnvironmentSpec.model_validate({"python": version})
