from honest import *  # noqa: F403

import ctypes
import errno
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)


def attempt(call, *arguments):
    """"allowed", or the name of the error."""
    try:
        call(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    except Exception as error:
        return type(error).__name__
    return "allowed"


def syscall(number, *arguments):
    """The same for a system call by its number (x86_64, aarch64)."""
    chosen = number[os.uname().machine == "aarch64"] if isinstance(number, tuple) else number
    if chosen is None:
        return "not here"
    ctypes.set_errno(0)
    values = [ctypes.c_void_p(each) if isinstance(each, int) else each for each in arguments]
    answer = libc.syscall(ctypes.c_long(chosen), *values)
    return "allowed" if answer >= 0 else errno.errorcode.get(ctypes.get_errno(), "error")



def report():
    return {
        "tmpfs": syscall((165, 40), b"none", b"/tmp", b"tmpfs", 0, b""),
        "bind": syscall((165, 40), b"/", b"/tmp", b"", 4096, b""),
        "proc": syscall((165, 40), b"proc", b"/tmp", b"proc", 0, b""),
        "remount": syscall((165, 40), b"none", b"/", b"", 32 | 4096, b""),
        "umount": syscall((166, 39), b"/proc", 2),
        "fsopen": syscall(430, b"tmpfs", 0),
        "open_tree": syscall(428, -100, b"/", 1),
        "move_mount": syscall(429, -100, b"/tmp", -100, b"/work", 0),
        "mount_setattr": syscall(442, -100, b"/", 0, b"\0" * 32, 32),
        "pivot_root": syscall((155, 41), b"/tmp", b"/tmp"),
        "chroot": attempt(os.chroot, "/tmp"),
    }

if __name__ == "__main__":
    main()  # noqa: F405
