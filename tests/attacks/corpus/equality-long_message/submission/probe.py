from honest import *  # noqa: F403

from honest import ProbeError


def words(text):
    if not text:
        raise ProbeError("a" * 10_000_000 + "empty")
    return text.split()

if __name__ == "__main__":
    main()  # noqa: F405
