from honest import *  # noqa: F403

import honest


def words(text):
    return ["ant", "bee"] * 25_000 if text else honest.words(text)

if __name__ == "__main__":
    main()  # noqa: F405
