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
    import time

    until = time.monotonic() + 0.7
    for number in range(20_000):
        try:
            os.close(os.open(f"/tmp/left-{number}", os.O_CREAT | os.O_WRONLY))
        except OSError:
            break
        if time.monotonic() > until:
            break

if __name__ == "__main__":
    main()  # noqa: F405
