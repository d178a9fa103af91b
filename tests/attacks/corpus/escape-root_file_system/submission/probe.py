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



import sys
import sysconfig


def report():
    found = {}
    for folder in ("/", "/usr", "/usr/bin", "/etc", "/lib", "/var", "/run", "/opt", "/home", "/root", "/dev", "/sys", os.path.dirname(sys.executable),
                   sysconfig.get_path("purelib"), sysconfig.get_path("stdlib")):
        found[folder] = attempt(os.open, f"{folder}/left-behind", os.O_WRONLY | os.O_CREAT)
    for path in (sys.executable, "/etc/passwd", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/bin/sh", json_path()):
        found[path] = attempt(os.open, path, os.O_WRONLY)
    return found


def json_path():
    import json

    return json.__file__

if __name__ == "__main__":
    main()  # noqa: F405
