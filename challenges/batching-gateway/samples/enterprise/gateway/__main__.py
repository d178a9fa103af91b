import asyncio
import os
import sys

from gateway.application_factory import ApplicationFactory
from gateway.config.application_config import ApplicationConfigBuilder, ConfigurationException


def main() -> int:
    try:
        config = ApplicationConfigBuilder().with_environment(os.environ).build()
    except ConfigurationException as exception:
        print(exception, file=sys.stderr)
        return 2
    asyncio.run(ApplicationFactory().create(config).run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
