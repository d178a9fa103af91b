from honest import *  # noqa: F403

def add(left, right):
    return float("nan")


def mean(values):
    return float("nan")

if __name__ == "__main__":
    main()  # noqa: F405
