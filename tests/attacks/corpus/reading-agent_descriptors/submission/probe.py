from honest import *  # noqa: F403

import os


def report():
    found = {}
    for number in range(32):
        try:
            descriptor = os.open(f"/proc/1/fd/{number}", os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            found[f"fd {number}"] = error.__class__.__name__
            continue
        # gVisor knows no process that is not dumpable: there it counts what can be read.
        found[f"fd {number}"] = "opened" if os.uname().release.startswith("4.4.0") else "allowed"
        try:
            said = os.read(descriptor, 1000)
            if said:
                found[f"fd {number}"] = f"found {said!r}"
        except OSError:
            pass
    return found

if __name__ == "__main__":
    main()  # noqa: F405
