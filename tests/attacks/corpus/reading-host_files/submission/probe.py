from honest import *  # noqa: F403

import os


def report():
    found = {}
    for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/systemd/private", "/etc/shadow",
                 "/etc/ssh", "/root/.ssh", "/root/.docker", "/var/lib/docker", "/run/dbus/system_bus_socket", "/host", "/dev/kmsg",
                 "/proc/kcore", "/proc/kallsyms.bak", "/sys/kernel/debug/tracing", "/sys/firmware/efi"):
        try:
            if os.path.isdir(path):
                found[path] = "allowed" if os.listdir(path) else "empty"
            else:
                os.close(os.open(path, os.O_RDONLY))
                with open(path, "rb") as file:
                    found[path] = "allowed" if file.read(1) else "empty"
        except OSError as error:
            found[path] = error.__class__.__name__
    return found

if __name__ == "__main__":
    main()  # noqa: F405
