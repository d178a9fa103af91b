from honest import *  # noqa: F403

import glob
import os

MARK = b"marker-of-" + b"the-examiner-"


def look(path, limit=4_000_000):
    """"found" where the file holds the marker."""
    try:
        with open(path, "rb", buffering=0) as file:
            data = file.read(limit)
    except OSError as error:
        return error.__class__.__name__
    return f"found: {data[data.index(MARK):][:80]!r}" if data and MARK in data else "nothing"



def report():
    found = {}
    for name in ("shm", "sem", "msg"):
        try:
            with open(f"/proc/sysvipc/{name}") as file:
                if len(file.readlines()) > 1:
                    found[name] = "found"
        except OSError as error:
            found[name] = error.__class__.__name__
    return found

if __name__ == "__main__":
    main()  # noqa: F405
