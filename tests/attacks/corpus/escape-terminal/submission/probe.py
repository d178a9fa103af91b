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



import fcntl


def report():
    found = {}
    for path in ("/dev/tty", "/dev/console", "/dev/pts/0", "/proc/1/fd/0", "/proc/1/fd/2"):
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
        except OSError as error:
            found[path] = errno.errorcode.get(error.errno, "error")
            continue
        found[path] = attempt(fcntl.ioctl, descriptor, 0x5412, b"x")
        os.close(descriptor)
    found["TIOCLINUX"] = attempt(fcntl.ioctl, 0, 0x541C, b"\x03")
    return found

if __name__ == "__main__":
    main()  # noqa: F405
