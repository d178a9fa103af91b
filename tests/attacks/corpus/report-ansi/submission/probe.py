from honest import *  # noqa: F403

import honest

TEXT = '\x1b[2J\x1b[31mgrade-probe\x1b]0;title\x07\x9b2J\x08\x08\r'


def add(left, right):
    print(TEXT)
    if left > 10:
        raise ValueError(TEXT)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
