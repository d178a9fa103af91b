from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    import ctypes

    if left == 2:
        ctypes.string_at(0)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
