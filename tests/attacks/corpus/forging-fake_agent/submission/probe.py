from honest import *  # noqa: F403

import socket


def ports():
    with open("/proc/net/tcp") as file:
        for line in list(file)[1:]:
            parts = line.split()
            if parts[3] == "0A":
                yield int(parts[1].partition(":")[2], 16)


def report():
    found = {}
    try:
        listening = list(ports())
    except OSError:
        listening = []
    for port in listening:
        for hello in (b"", b"0" * 32, b"\0\0\0\x09[\"ready\"]", b"GET / HTTP/1.0\r\n\r\n"):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=0.3) as connection:
                    connection.sendall(hello)
                    connection.settimeout(0.1)
                    said = connection.recv(1000)
                    if said:
                        found[str(port)] = f"found somebody who answers: {said!r}"
            except OSError:
                pass
    return found

if __name__ == "__main__":
    main()  # noqa: F405
