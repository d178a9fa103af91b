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
    import socket

    for name in (b"left-\xff\xfe", b"left-\n\r", b"left- -rf *", b"left-" + b"x" * 200):
        open(name, "w").close()
    for call in (lambda: os.mkfifo("left-fifo"), lambda: socket.socket(socket.AF_UNIX).bind("left-socket"), lambda: os.symlink("/", "left-root"),
                 lambda: os.symlink("left-loop", "left-loop"), lambda: os.link("probe.py", "left-link"), lambda: os.makedirs("left-shut/inner/more")):
        try:
            call()
        except OSError:
            pass
    open("left-shut/inner/more/file", "w").close()
    for path in ("left-shut/inner/more", "left-shut/inner", "left-shut"):
        os.chmod(path, 0)

if __name__ == "__main__":
    main()  # noqa: F405
