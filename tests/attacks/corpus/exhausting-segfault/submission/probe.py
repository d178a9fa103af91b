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
    import ctypes

    if left == 2:
        ctypes.string_at(0)

if __name__ == "__main__":
    main()  # noqa: F405
