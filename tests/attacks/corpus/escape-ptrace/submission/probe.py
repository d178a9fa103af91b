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
    buffer = ctypes.create_string_buffer(64)
    return {
        "attach": syscall((101, 117), 16, 1, 0, 0),
        "seize": syscall((101, 117), 0x4206, 1, 0, 0),
        "process_vm_readv": syscall((310, 270), 1, buffer, 1, buffer, 1, 0),
        "process_vm_writev": syscall((311, 271), 1, buffer, 1, buffer, 1, 0),
        "pidfd_getfd": syscall(438, attempt_pidfd(), 0, 0),
        "kcmp": syscall((312, 272), 1, os.getpid(), 0, 0, 0),
    }


def attempt_pidfd():
    try:
        return os.pidfd_open(1)
    except OSError:
        return -1

if __name__ == "__main__":
    main()  # noqa: F405
