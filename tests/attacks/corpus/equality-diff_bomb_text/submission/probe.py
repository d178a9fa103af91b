from honest import *  # noqa: F403

import honest


def words(text):
    return [("ab\n" * 10_000) + str(number) for number in range(8)] if text else honest.words(text)

if __name__ == "__main__":
    main()  # noqa: F405
