from honest import *  # noqa: F403

def add(left, right):
    return float(left + right)

if __name__ == "__main__":
    main()  # noqa: F405
