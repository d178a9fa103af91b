from honest import *  # noqa: F403

def add(left, right):
    return "x" * 3_000_000

if __name__ == "__main__":
    main()  # noqa: F405
