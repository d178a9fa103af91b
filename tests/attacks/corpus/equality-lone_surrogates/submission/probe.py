from honest import *  # noqa: F403

import honest


def words(text):
    print("\udcff\ud800")
    return ["\ud800", "\udfff"] if text else honest.words(text)

if __name__ == "__main__":
    main()  # noqa: F405
