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
    os.chdir("/tmp")
    for _ in range(1500):
        try:
            os.mkdir("left-deeper")
            os.chdir("left-deeper")
        except OSError:
            break
    os.chdir("/work" if os.path.isdir("/work") else "/tmp")

if __name__ == "__main__":
    main()  # noqa: F405
