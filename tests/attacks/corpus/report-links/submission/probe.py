from honest import *  # noqa: F403

import honest

TEXT = 'javascript:alert(\'grade-probe\') <a href="javascript:alert(\'grade-probe\')">x</a> [x](javascript:alert(\'grade-probe\'))'


def add(left, right):
    print(TEXT)
    if left > 10:
        raise ValueError(TEXT)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
