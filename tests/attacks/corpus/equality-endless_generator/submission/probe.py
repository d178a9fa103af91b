from honest import *  # noqa: F403

import itertools


def squares(count):
    return itertools.count()

if __name__ == "__main__":
    main()  # noqa: F405
