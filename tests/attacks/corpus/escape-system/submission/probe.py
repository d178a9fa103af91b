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
    block = ctypes.create_string_buffer(256)
    return {
        "reboot": syscall((169, 142), 0xFEE1DEAD, 672274793, 0, 0),
        "settimeofday": syscall((164, 170), block, 0),
        "clock_settime": syscall((227, 112), 0, block),
        "adjtimex": syscall((159, 171), ctypes.create_string_buffer(b"\x01" + b"\0" * 255)),
        "swapon": syscall((167, 224), b"/tmp/x", 0),
        "acct": syscall((163, 89), b"/tmp/x"),
        "sethostname": syscall((170, 161), b"grader", 6),
        "setdomainname": syscall((171, 162), b"grader", 6),
        "quotactl": syscall((179, 60), 0, b"/", 0, 0),
        "syslog": syscall((103, 116), 3, block, 16),
        "vhangup": syscall((153, 58)),
        "iopl": syscall((172, None), 3),
        "ioperm": syscall((173, None), 0x3F8, 1, 1),
        "lookup_dcookie": syscall((212, 18), 0, block, 16),
    }

if __name__ == "__main__":
    main()  # noqa: F405
