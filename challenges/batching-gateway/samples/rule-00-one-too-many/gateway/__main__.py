import sys

from gateway.server import run
from gateway.settings import Settings

if __name__ == "__main__":
    try:
        settings = Settings.from_environment()
    except KeyError as missing:
        sys.exit(print(f"missing environment variable {missing.args[0]}", file=sys.stderr) or 2)
    run(settings)
