"""
Main Module
===========

This module contains the main entry point.
"""

import asyncio
import os
import sys

from gateway import constants
from gateway.exceptions import ConfigurationError
from gateway.server import GatewayServer
from gateway.utils.logging_utils import get_logger, setup_logging
from gateway.validators import validate_model_url, validate_port

logger = get_logger(__name__)


def main() -> int:
    """
    Run the main entry point.

    Returns:
        int: The exit code.
    """
    setup_logging()
    try:
        port = validate_port(os.environ.get(constants.ENV_PORT))
        model_url = validate_model_url(os.environ.get(constants.ENV_MODEL_URL))
    except ConfigurationError as error:
        print(f"Configuration error: {error}", file=sys.stderr)
        return constants.EXIT_CONFIGURATION_ERROR
    asyncio.run(GatewayServer(port, model_url).run())
    return constants.EXIT_SUCCESS


if __name__ == "__main__":
    sys.exit(main())
