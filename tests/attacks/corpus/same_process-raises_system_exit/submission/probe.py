from honest import *  # noqa: F403

def add(left, right):
    raise SystemExit(0)

if __name__ == "__main__":
    main()  # noqa: F405
