from honest import *  # noqa: F403

import socket


def report():
    found = {}
    try:
        with open("/proc/net/unix") as file:
            names = [line.split()[-1] for line in list(file)[1:] if "@" in line]
    except OSError:
        names = []
    for name in names:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(0.2)
            try:
                probe.connect("\0" + name[1:])
                found[name] = "allowed"
            except OSError as error:
                found[name] = error.__class__.__name__
    return found

if __name__ == "__main__":
    main()  # noqa: F405
