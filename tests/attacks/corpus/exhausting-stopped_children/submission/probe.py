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
    import time

    for number in range(5):
        if os.fork() == 0:
            os.setsid()
            for each in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(each, signal.SIG_IGN)
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(3600)

if __name__ == "__main__":
    main()  # noqa: F405
