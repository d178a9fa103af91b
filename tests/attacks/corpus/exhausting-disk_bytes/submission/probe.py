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
    for folder in ("/work", "/tmp", "/dev/shm"):
        try:
            with open(f"{folder}/left-full", "wb", buffering=0) as file:
                for _ in range(1000):
                    file.write(bytes(1 << 20))
        except (OSError, MemoryError):
            pass

if __name__ == "__main__":
    main()  # noqa: F405
