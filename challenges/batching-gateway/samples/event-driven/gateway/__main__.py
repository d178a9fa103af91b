"""Application entry point."""

from __future__ import annotations

import asyncio
import sys

from gateway.bootstrap import Bootstrap
from gateway.core.settings import SettingsError, SettingsLoader


def main() -> None:
    try:
        settings = SettingsLoader().load()
    except SettingsError as exc:
        sys.stderr.write(f"{exc}\n")
        sys.exit(2)
    asyncio.run(Bootstrap(settings).run())
    sys.exit(0)


if __name__ == "__main__":
    main()
