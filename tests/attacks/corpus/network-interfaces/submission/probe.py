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
    found = {}
    for index, name in socket.if_nameindex():
        if name not in ("lo", "tunl0", "sit0", "ip6tnl0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "ip6gre0"):
            found[name] = "allowed"
    try:
        with open("/proc/net/route") as file:
            routes = file.read().splitlines()[1:]
    except OSError:
        routes = []
    for route in routes:
        found[f"route {route.split()[:3]}"] = "allowed"
    try:
        with open("/proc/net/ipv6_route") as file:
            for line in file:
                if line.split()[-1] != "lo":
                    found[f"route {line}"] = "allowed"
    except OSError:
        pass
    return found

if __name__ == "__main__":
    main()  # noqa: F405
