"""An honest submission to the challenge `probe`."""

import socket
import sys

__all__ = ["ProbeError", "Tally", "add", "apply", "main", "mean", "remember", "report", "squares", "words"]

_seen = []


class ProbeError(ValueError):
    pass


class Tally:
    def __init__(self):
        self._counts = {}

    def add(self, word):
        self._counts[word] = self._counts.get(word, 0) + 1

    def count(self, word):
        return self._counts.get(word, 0)

    def __len__(self):
        return len(self._counts)


def add(left, right):
    return left + right


def words(text):
    if not text:
        raise ProbeError("the text is empty")
    return text.split()


def mean(values):
    return sum(values) / len(values)


def apply(function, value):
    return function(value)


def squares(count):
    for number in range(count):
        yield number * number


def remember(value):
    _seen.append(value)
    return list(_seen)


def report():
    return {}


def main():
    command, *rest = sys.argv[1:]
    if command == "sum":
        print(int(rest[0]) + int(rest[1]))
    elif command == "upper":
        with open(rest[0]) as source, open(rest[1], "w") as target:
            target.write(source.read().upper())
    elif command == "serve":
        serve(int(rest[0]))


def serve(port):
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            connection, _ = listener.accept()
            with connection:
                said = connection.recv(100)
                if said:
                    connection.sendall(b"you said " + said)


