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
    null = os.open("/dev/null", os.O_RDWR)
    for number in range(3, 32):
        if number != null:
            try:
                os.fstat(number)
                os.dup2(null, number)
            except OSError:
                pass

if __name__ == "__main__":
    main()  # noqa: F405
