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



FLAGS = {"user": 0x10000000, "mount": 0x20000, "pid": 0x20000000, "net": 0x40000000, "uts": 0x4000000, "ipc": 0x8000000,
         "cgroup": 0x2000000, "time": 0x80}


def report():
    found = {}
    for name, flag in FLAGS.items():
        child = os.fork()
        if child == 0:
            outcome = syscall((272, 97), flag)
            os._exit(1 if outcome == "allowed" else 0)
        found[name] = "allowed" if os.waitpid(child, 0)[1] else "refused"
    return found

if __name__ == "__main__":
    main()  # noqa: F405
