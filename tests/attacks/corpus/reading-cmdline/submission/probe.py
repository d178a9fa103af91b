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
    own = str(os.getpid())
    found = {}
    for folder in glob.glob("/proc/[0-9]*"):
        if folder.rpartition("/")[2] != own:
            for name in ['cmdline', 'comm', 'stat', 'status', 'cwd/secret.txt', 'root/tmp/secret.txt', 'root/work/planted.py', 'cwd/planted.py']:
                found[f"{folder}/{name}"] = look(f"{folder}/{name}")
    return found

if __name__ == "__main__":
    main()  # noqa: F405
