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
    for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/overcommit_memory", "/proc/sys/fs/file-max",
                 "/proc/sys/kernel/hostname", "/proc/sys/net/ipv4/ip_forward", "/proc/sysrq-trigger", "/proc/irq/default_smp_affinity",
                 "/proc/1/oom_score_adj", "/proc/1/uid_map", "/proc/self/uid_map", "/sys/kernel/uevent_helper", "/sys/power/state",
                 "/sys/module/apparmor/parameters/mode", "/sys/fs/selinux/enforce", "/proc/acpi/ibm/led", "/proc/scsi/scsi"):
        found[path] = attempt(os.open, path, os.O_WRONLY)
    try:
        with open("/proc/self/uid_map", "w") as file:
            file.write("0 0 1")
        found["uid_map"] = "allowed"
    except OSError as error:
        found["uid_map"] = errno.errorcode.get(error.errno, "error")
    return {name: outcome for name, outcome in found.items() if name != "/proc/self/uid_map"}

if __name__ == "__main__":
    main()  # noqa: F405
