from honest import *  # noqa: F403

def add(left, right):
    import unittest

    raise unittest.SkipTest('not here')

if __name__ == "__main__":
    main()  # noqa: F405
