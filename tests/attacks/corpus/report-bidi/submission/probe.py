from honest import *  # noqa: F403

import honest

TEXT = 'grade-probe \u202edessap\u202c \u2066x\u2069 \u200b\u200f\ufeff'


def add(left, right):
    print(TEXT)
    if left > 10:
        raise ValueError(TEXT)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
