"""What a submission does outside of Python calls: programs, files, a server; and what it could lay its hands on."""

import random
import socket

from planted import SECRET
from probe import report

BEFORE = {"honest.py", "probe.py"}


def test_report():
    """What the submission tried was refused, and what it found holds no secret."""
    found = report()
    assert type(found) is dict
    assert SECRET not in str(found), "found the secret"
    allowed = sorted(str(name) for name, outcome in found.items() if outcome == "allowed" or str(outcome).startswith("found"))
    assert not allowed, f"allowed: {', '.join(allowed)}: {found}"


def test_program(candidate):
    """A program that adds."""
    left, right = random.randrange(1000), random.randrange(1000)
    done = candidate.run(["python", "-m", "probe", "sum", str(left), str(right)])
    assert done.status == 0 and done.out == f"{left + right}\n"


def test_files(candidate):
    """The work folder is as submitted, and a program's files last as long as the test."""
    files = {path for path in candidate.files() if "__pycache__" not in path}
    assert files >= BEFORE and not any(path.startswith("left") for path in files)
    candidate.write("in.txt", "one two")
    candidate.run(["python", "-m", "probe", "upper", "in.txt", "left-by-a-test.txt"])
    assert candidate.read_text("left-by-a-test.txt") == "ONE TWO"


def test_files_again(candidate):
    """Nothing is left of an earlier test's files."""
    assert not candidate.exists("left-by-a-test.txt") and not candidate.exists("in.txt")


def test_server(candidate):
    """A server answers what it was sent."""
    port, drawn = candidate.free_port(), str(random.random()).encode()
    server = candidate.start(["python", "-m", "probe", "serve", str(port)])
    server.wait_ready(port=port, timeout=2.5)
    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(drawn)
        assert connection.recv(100) == b"you said " + drawn
    server.kill()
