from honest import *  # noqa: F403

def add(left, right):
    found = []
    for _ in range(500):
        found = [found]
    return found

if __name__ == "__main__":
    main()  # noqa: F405
