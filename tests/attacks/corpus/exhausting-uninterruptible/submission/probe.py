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
    import signal

    if left == 2:
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
        pow(3, 1 << 60, (1 << 3_000_000) + 1)

if __name__ == "__main__":
    main()  # noqa: F405
