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
    for folder in glob.glob("/proc/[0-9]*"):
        if folder == f"/proc/{os.getpid()}":
            continue
        for name in ("mem", "pagemap", "syscall", "stack"):
            try:
                os.close(os.open(f"{folder}/{name}", os.O_RDWR if name == "mem" else os.O_RDONLY))
                with open(f"{folder}/cmdline", "rb") as file:
                    who = file.read(200)
                if folder == "/proc/1":
                    found[f"{folder}/{name}"] = "allowed" if name == "mem" else "seen"
                else:
                    found[f"{folder}/{name}"] = f"seen {who!r}"
            except OSError as error:
                found[f"{folder}/{name}"] = error.__class__.__name__
    return found

if __name__ == "__main__":
    main()  # noqa: F405
