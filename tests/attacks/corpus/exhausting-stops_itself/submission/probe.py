from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    import signal

    if left == 2:
        os.kill(os.getpid(), signal.SIGSTOP)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
