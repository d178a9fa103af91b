from honest import *  # noqa: F403

import honest

TEXT = "=cmd|'/c grade-probe'!A1\n+1+1\n@SUM(1)\n-2+3\t=1"


def add(left, right):
    print(TEXT)
    if left > 10:
        raise ValueError(TEXT)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
