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



import struct


def report():
    found = {}
    for protocol in (2, 4, 6, 9, 12, 15, 16):
        found[f"protocol {protocol}"] = attempt(socket.socket, socket.AF_NETLINK, socket.SOCK_RAW, protocol)
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as probe:
            probe.settimeout(0.3)
            body = struct.pack("BxHiII", 0, 0, 0, 0, 0) + struct.pack("HH", 12, 3) + b"dummy7\0\0"
            probe.send(struct.pack("IHHII", 16 + len(body), 16, 0x605, 1, 0) + body)
            answer = probe.recv(4096)
            code = struct.unpack_from("i", answer, 16)[0]
            found["new interface"] = "allowed" if code == 0 else errno.errorcode.get(-code, "error")
    except OSError as error:
        found["new interface"] = errno.errorcode.get(error.errno, str(error))
    return found

if __name__ == "__main__":
    main()  # noqa: F405
