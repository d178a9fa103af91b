from honest import *  # noqa: F403

def add(left, right):
    return len(bytearray(1 << 62))

if __name__ == "__main__":
    main()  # noqa: F405
