from honest import *  # noqa: F403

import honest

TEXT = "<script>alert('grade-probe')</script><img src=x onerror=alert('grade-probe')>"


def add(left, right):
    print(TEXT)
    if left > 10:
        raise ValueError(TEXT)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
