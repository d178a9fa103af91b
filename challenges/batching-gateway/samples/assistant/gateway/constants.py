"""
Constants Module
================

This module contains all constants that are used throughout the package.
"""

# The name of the environment variable that holds the port
ENV_PORT = "PORT"
# The name of the environment variable that holds the model URL
ENV_MODEL_URL = "MODEL_URL"

# The host to listen on
DEFAULT_HOST = "127.0.0.1"

# The maximum batch size
MAX_BATCH_SIZE = 16
# The minimum batch size
MIN_BATCH_SIZE = 1
# The maximum wait time in seconds
MAX_WAIT_TIME_SECONDS = 0.02
# The maximum number of concurrent requests
MAX_CONCURRENT_REQUESTS = 2
# The maximum queue size
MAX_QUEUE_SIZE = 256
# The model timeout in seconds
MODEL_TIMEOUT_SECONDS = 2.0
# The maximum number of attempts
MAX_ATTEMPTS = 2
# The maximum body size in bytes
MAX_BODY_SIZE_BYTES = 65536
# The polling interval in seconds
POLL_INTERVAL_SECONDS = 0.01

# HTTP status codes
HTTP_OK = 200
HTTP_BAD_REQUEST = 400
HTTP_NOT_FOUND = 404
HTTP_METHOD_NOT_ALLOWED = 405
HTTP_PAYLOAD_TOO_LARGE = 413
HTTP_BAD_GATEWAY = 502
HTTP_SERVICE_UNAVAILABLE = 503

# HTTP headers
HEADER_CONTENT_TYPE = "content-type"
HEADER_RETRY_AFTER = "retry-after"
CONTENT_TYPE_JSON = "application/json"
CONTENT_TYPE_TEXT = "text/plain; charset=utf-8"
RETRY_AFTER_SECONDS = "1"

# JSON keys
KEY_INPUT = "input"
KEY_OUTPUT = "output"
KEY_INPUTS = "inputs"
KEY_OUTPUTS = "outputs"
KEY_ERROR = "error"

# Exit codes
EXIT_SUCCESS = 0
EXIT_CONFIGURATION_ERROR = 2
