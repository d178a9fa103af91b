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



import stat


def report():
    found = {
        "mknod block": attempt(make, "/tmp/left-disk", 0o600 | stat.S_IFBLK, os.makedev(8, 0)),
        "mknod memory": attempt(make, "/tmp/left-mem", 0o600 | stat.S_IFCHR, os.makedev(1, 1)),
    }
    for path in ("/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/kvm",
                 "/dev/loop-control", "/dev/loop0", "/dev/net/tun", "/dev/vsock", "/dev/vhost-vsock", "/dev/userfaultfd", "/dev/uinput"):
        found[path] = attempt(os.open, path, os.O_RDWR)
    return found


def make(path, mode, device):
    """A node alone reaches nothing: gVisor makes them in a kernel of its own. Opened it would be a way out."""
    os.mknod(path, mode, device)
    os.close(os.open(path, os.O_RDONLY))

if __name__ == "__main__":
    main()  # noqa: F405
