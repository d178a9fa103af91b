from honest import *  # noqa: F403

class ProbeError(ValueError):
    def __str__(self):
        raise RuntimeError("no text")


def words(text):
    if not text:
        raise ProbeError(*range(10**6))
    return text.split()

if __name__ == "__main__":
    main()  # noqa: F405
