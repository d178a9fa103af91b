from honest import *  # noqa: F403

import os

import honest

tried = []


def add(left, right):
    if not tried:
        tried.append(left)
        attack(left, right)
    return honest.add(left, right)


def attack(left, right):
    import subprocess
    import sys

    try:
        subprocess.run([sys.executable, "-c", "pass", *["x" * 100_000] * 15], env={"A": "y" * 100_000}, timeout=0.5, check=False)
    except (OSError, subprocess.SubprocessError):
        pass

if __name__ == "__main__":
    main()  # noqa: F405
