"""Where the folders that come with the program are: `challenges`, `rubrics` and `reports`."""

from pathlib import Path

from harness.errors import HarnessError

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder `name`: of the wheel (`harness/_bundled/`), else of the checkout that this file is in."""
    for place in (_PACKAGE / "_bundled" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise HarnessError(f"this installation of grade lacks its folder {name}/ — install it again")
