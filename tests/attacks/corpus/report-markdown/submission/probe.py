from honest import *  # noqa: F403

import honest

TEXT = '# grade-probe\n\n![x](javascript:alert(1)) <iframe src=x></iframe> {{7*7}} {% raw %}'


def add(left, right):
    print(TEXT)
    if left > 10:
        raise ValueError(TEXT)
    return honest.add(left, right)

if __name__ == "__main__":
    main()  # noqa: F405
