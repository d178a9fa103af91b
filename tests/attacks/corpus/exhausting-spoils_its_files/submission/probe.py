from honest import *  # noqa: F403

import os

import honest

tried = []


def add(left, right):
    if not tried:
        tried.append(left)
        attack(left, right)
    return honest.add(left, right)


def attack(left, right):
    for name in ("honest.py", "probe.py"):
        os.unlink(name)
        os.makedirs(f"{name}/in/the/way")
    with open("left-json.py", "w") as file:
        file.write("raise SystemExit")

if __name__ == "__main__":
    main()  # noqa: F405
