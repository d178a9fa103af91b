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

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        os.truncate(os.open("/tmp/left-large", os.O_CREAT | os.O_WRONLY), 1 << 40)
    except OSError:
        pass

if __name__ == "__main__":
    main()  # noqa: F405
