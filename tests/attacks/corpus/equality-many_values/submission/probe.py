from honest import *  # noqa: F403

def add(left, right):
    return [0] * 1_000_000

if __name__ == "__main__":
    main()  # noqa: F405
