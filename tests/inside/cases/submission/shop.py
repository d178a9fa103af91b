"""A candidate's module with one of everything that must work across the boundary."""

import asyncio
import collections
import dataclasses
import enum
import os
import sys
import time

LIMIT = 10
NAMES = ("a", "b")
STATE = []


def add(a, b=2, *, c=0):
    return a + b + c


class AppError(ValueError):
    def __init__(self, message, code=7):
        super().__init__(message)
        self.code = code


class DeepError(AppError):
    pass


def fail():
    raise DeepError("bad thing")


def fail_chained():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise AppError("wrapped") from error


def fail_plainly():
    raise ValueError("nope", 3)


def fail_with_code():
    sys.exit(3)


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Category(str, enum.Enum):
    BUG = "bug"


Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass(order=True)
class Item:
    name: str
    count: int = 1


class Vector:
    ORIGIN = None

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __lt__(self, other):
        return self.x < other.x

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return (self.x, self.y)[index]

    def __contains__(self, value):
        return value in (self.x, self.y)

    def __iter__(self):
        return iter((self.x, self.y))

    def __call__(self, k):
        return self.x + k

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.closed = True
        return kind is KeyError

    @property
    def norm(self):
        return abs(self.x) + abs(self.y)

    @classmethod
    def unit(cls):
        return cls(1, 1)

    @staticmethod
    def twice(n):
        return n * 2


class Vector3(Vector):
    pass


class Step:
    def run(self, n):
        return self.step(n) + 1

    def step(self, n):
        raise NotImplementedError


def squares(n):
    for i in range(n):
        yield i * i


async def fetch(x, delay=0.0):
    await asyncio.sleep(delay)
    return x * 2


async def count(n):
    for i in range(n):
        yield i


async def use(callback):
    return await callback(3)


def apply(function, *args):
    return function(*args)


def sort_in_place(items):
    items.sort()


def grow(found):
    found["k"].append(5)
    found["new"] = 1


def greet():
    name = input("name? ")
    print("hello", name)
    print("seen", file=sys.stderr)
    return name


def read_lines():
    return [line.strip() for line in sys.stdin]


def counted():
    return collections.Counter("aab")


class Loud(dict):
    def __getitem__(self, key):
        return 42


def loud():
    return Loud(a=1)


def remember(x):
    STATE.append(x)
    return STATE


def table():
    import numpy

    return numpy.arange(6.0).reshape(2, 3)


# What no test may fall for.


class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __lt__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    def __hash__(self):
        return 1


def always_equal():
    return AlwaysEqual()


class SlowRepr:
    def __repr__(self):
        time.sleep(100)


def slow_repr():
    return SlowRepr()


def flood():
    while True:
        print("x" * 1000)


def flood_descriptor():
    while True:
        os.write(1, b"y" * 1000)


def speak_past_python():
    os.write(1, b"raw text\n")


def hang():
    while True:
        pass


def leave():
    os._exit(0)


def fault():
    os.kill(os.getpid(), 11)


def interrupt():
    raise KeyboardInterrupt


def deep():
    found = []
    for _ in range(500):
        found = [found]
    return found


def big():
    return "x" * 3_000_000


def lines(n):
    return "ab\n" * n


def write_into_channel():
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, b"\0\0\0\2[]")
        except OSError:
            pass
    return 1


def spoil_files():
    with open("shop.py", "w") as file:
        file.write("add = None")
    with open("left_behind.txt", "w") as file:
        file.write("x")
    return True


def leave_child():
    if os.fork() == 0:
        os.setsid()
        time.sleep(1000)
    return True


def unbounded():
    n = 0
    while True:
        n += 1
        yield n


def sockets():
    """Descriptors of this process that are sockets."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                found.append(int(name))
        except OSError:
            pass
    return found
