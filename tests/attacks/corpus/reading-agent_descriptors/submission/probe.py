from honest import *  # noqa: F403

import os


def report():
    found = {}
    for number in range(32):
        try:
            os.close(os.open(f"/proc/1/fd/{number}", os.O_RDONLY | os.O_NONBLOCK))
            found[f"fd {number}"] = "allowed"
        except OSError as error:
            found[f"fd {number}"] = error.__class__.__name__
    return found

if __name__ == "__main__":
    main()  # noqa: F405
