"""Each of these must pass: what existing suites do with an imported module works across the boundary."""

import asyncio
import dataclasses
import inspect
import io
import signal
import unittest
from unittest.mock import Mock, patch

import pkg
import pytest
import shop
from hypothesis import given
from hypothesis import strategies as st
from pkg.inner import f
from shop import (
    LIMIT,
    NAMES,
    AppError,
    Category,
    Color,
    DeepError,
    Item,
    Point,
    Step,
    Vector,
    Vector3,
    add,
    apply,
    count,
    counted,
    fail,
    fail_chained,
    fail_plainly,
    fail_with_code,
    fetch,
    greet,
    grow,
    loud,
    read_lines,
    remember,
    sort_in_place,
    squares,
    use,
)


def test_constants():
    assert LIMIT == 10 and type(LIMIT) is int and NAMES == ("a", "b") and shop.LIMIT == 10


def test_arguments():
    assert add(1) == 3 and add(1, b=5, c=1) == 7 and add(*[1, 2], c=3) == 6


def test_signature():
    parameters = inspect.signature(add).parameters
    assert list(parameters) == ["a", "b", "c"] and parameters["b"].default == 2


def test_own_exception():
    with pytest.raises(AppError, match="bad thing") as caught:
        fail()
    assert caught.type is DeepError and caught.value.code == 7 and caught.value.args == ("bad thing",)


def test_own_exception_by_its_builtin_base():
    with pytest.raises(ValueError):
        fail()


def test_except_clause():
    try:
        fail()
    except AppError as error:
        assert str(error) == "bad thing"


def test_cause():
    with pytest.raises(AppError) as caught:
        fail_chained()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_builtin_exception():
    with pytest.raises(ValueError) as caught:
        fail_plainly()
    assert caught.value.args == ("nope", 3) and type(caught.value) is ValueError


def test_system_exit():
    with pytest.raises(SystemExit) as caught:
        fail_with_code()
    assert caught.value.code == 3


@pytest.mark.parametrize("kind", [AppError, ValueError, (DeepError, KeyError)])
def test_exception_as_parameter(kind):
    with pytest.raises(kind):
        fail()


def test_enum():
    assert Color.RED is Color.RED and Color("red") is Color.RED and Color["BLUE"].value == "blue"
    assert [c.name for c in Color] == ["RED", "BLUE"] and len(Color) == 2 and Color.RED in Color
    assert Color.RED != Color.BLUE and isinstance(Color.RED, Color)


def test_enum_that_is_text():
    assert Category.BUG == "bug" and isinstance(Category.BUG, str) and {"bug": 1}[Category.BUG] == 1


def test_named_tuple():
    point = Point(1, 2)
    x, y = point
    assert point == (1, 2) and point.x == 1 and y == 2 and point._asdict() == {"x": 1, "y": 2} and point._replace(x=5).x == 5


def test_data_class():
    item = Item("a")
    assert item == Item("a", 1) and item < Item("b") and dataclasses.asdict(item) == {"name": "a", "count": 1}
    item.count = 9
    assert item.count == 9 and dataclasses.is_dataclass(Item) and dataclasses.replace(item, name="z").name == "z"


def test_operators():
    total = Vector(1, 2) + Vector(2, 2)
    assert (total.x, total.y) == (3, 4) and Vector(1, 2) * 3 == Vector(3, 6)


def test_classes():
    assert isinstance(Vector(1, 1), Vector) and not isinstance(Vector(1, 1), Vector3)
    assert issubclass(Vector3, Vector) and isinstance(Vector3(1, 1), Vector) and type(Vector(1, 1)) is Vector


def test_members():
    vector = Vector(1, 2)
    assert vector.norm == 3 and Vector.unit() == Vector(1, 1) and Vector.twice(2) == 4 and Vector.ORIGIN is None
    assert hasattr(vector, "x") and not hasattr(vector, "zz")
    with pytest.raises(AttributeError):
        vector.nope  # noqa: B018


def test_container_protocol():
    vector = Vector(1, 2)
    assert len(vector) == 2 and vector[0] == 1 and vector[0:2] == (1, 2) and 2 in vector and 7 not in vector
    assert list(vector) == [1, 2] and vector(5) == 6


def test_text_of_objects():
    assert repr(Vector(1, 2)) == "Vector(1, 2)" and str(Vector(1, 2)) == "Vector(1, 2)"


def test_hash_and_order():
    assert len({Vector(1, 2), Vector(1, 2)}) == 1 and sorted([Vector(3, 0), Vector(1, 0)])[0].x == 1


def test_context_manager():
    vector = Vector(1, 2)
    with vector as entered:
        assert entered is vector
    assert vector.closed
    with vector:
        raise KeyError("swallowed")


def test_object_never_equals_plain_data():
    assert Vector(1, 2) != (1, 2) and not (Vector(1, 2) == (1, 2))


def test_generator():
    found = squares(4)
    assert next(found) == 0 and list(found) == [1, 4, 9]
    with pytest.raises(StopIteration):
        next(found)


def test_coroutine():
    assert asyncio.run(fetch(4)) == 8


def test_coroutines_advance_together():
    async def main():
        loop = asyncio.get_running_loop()
        began = loop.time()
        found = await asyncio.gather(*(fetch(i, 0.3) for i in range(5)))
        return found, loop.time() - began

    found, took = asyncio.run(main())
    assert found == [0, 2, 4, 6, 8] and took < 1.2


def test_await_with_time_limit():
    async def main():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(fetch(1, 5), 0.1)

    asyncio.run(main())


def test_async_generator():
    async def main():
        return [x async for x in count(3)]

    assert asyncio.run(main()) == [0, 1, 2]


def test_async_callback():
    async def callback(n):
        await asyncio.sleep(0.01)
        return n + 1

    assert asyncio.run(use(callback)) == 4


def test_callback():
    seen = []
    assert apply(lambda a, b: seen.append(a) or a * b, 3, 4) == 12 and seen == [3]
    assert apply(add, 1, 1) == 2 and apply(len, [1, 2]) == 2
    mock = Mock(return_value=5)
    assert apply(mock, 1) == 5
    mock.assert_called_once_with(1)


def test_exception_of_a_callback_comes_back():
    class Own(Exception):
        pass

    def fail_here():
        raise Own("mine")

    with pytest.raises(Own, match="mine"):
        apply(fail_here)


def test_argument_changed_in_place():
    items = [3, 1, 2]
    sort_in_place(items)
    assert items == [1, 2, 3]


def test_nested_argument_changed_in_place():
    inner = [1]
    found = {"k": inner}
    grow(found)
    assert found == {"k": [1, 5], "new": 1} and inner == [1, 5]


def test_streams(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("bob\n"))
    assert greet() == "bob"
    printed = capsys.readouterr()
    assert printed.out == "name? hello bob\n" and printed.err == "seen\n"


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a\nb\n"))
    assert read_lines() == ["a", "b"]


def test_patched_input():
    with patch("builtins.input", return_value="eve"):
        assert greet() == "eve"


def test_patched_module(monkeypatch):
    monkeypatch.setattr(shop, "LIMIT", 99)
    assert shop.LIMIT == 99
    with patch("shop.add", lambda *a: "fake"):
        assert shop.add(1) == "fake"
    assert shop.add(1) == 3


def test_package():
    assert pkg.f() == "inner" and f() == "inner" and pkg.inner.f() == "inner"


def test_fresh_interpreter_once():
    assert remember(1) == [1]


def test_fresh_interpreter_again():
    assert remember(2) == [2]


def test_subclass_in_a_test():
    class Mine(Step):
        K = 4

        def step(self, n):
            return n * self.K

    assert Mine().run(3) == 13 and isinstance(Mine(), Step)


class Top(Step):
    def step(self, n):
        return n


def test_subclass_at_the_top():
    assert Top().run(1) == 2


def test_subclass_of_dict_is_its_data():
    assert loud() == {"a": 1} and loud()["a"] == 1 and counted() == {"a": 2, "b": 1}


@given(st.integers(), st.integers())
def test_property(a, b):
    assert add(a, b) == a + b


class TestUnit(unittest.TestCase):
    def setUp(self):
        self.vector = Vector(1, 1)

    def test_unittest(self):
        self.assertEqual(self.vector, Vector(1, 1))
        with self.assertRaises(AppError):
            fail()
        with self.assertRaisesRegex(ValueError, "bad"):
            fail()


def test_program(candidate):
    candidate.write("x/in.txt", "hey")
    assert "x/in.txt" in candidate.files()
    program = "import sys; print(sys.stdin.read().upper()); print(open('x/in.txt').read()); sys.exit(3)"
    done = candidate.run(["python", "-c", program], stdin="abc")
    assert done.status == 3 and done.out == "ABC\nhey\n"


def test_environment_of_a_program(candidate):
    candidate.env["GREETING"] = "bar"
    assert candidate.run(["python", "-c", "import os; print(os.environ['GREETING'])"]).out == "bar\n"


def test_work_folder_is_as_submitted(candidate):
    assert not candidate.exists("x/in.txt") and "shop.py" in candidate.files()


def test_program_that_takes_too_long(candidate):
    with pytest.raises(TimeoutError):
        candidate.run(["python", "-c", "import time; time.sleep(9)"], timeout=0.3)


def test_server(candidate):
    port = candidate.free_port()
    server = candidate.start(["python", "-u", "-m", "http.server", str(port), "--bind", "127.0.0.1"])
    server.wait_ready(port=port)
    assert server.memory() > 1_000_000
    server.signal(signal.SIGTERM)
    assert server.wait() == -15


def test_conversation_with_a_program(candidate):
    program = candidate.start(["python", "-uc", "print('a'); x = input(); print(x)"])
    assert program.read_line() == b"a\n"
    program.write("zz\n")
    assert program.read_line() == b"zz\n" and program.wait() == 0


def test_load(candidate):
    assert candidate.load("shop").add(2, 2) == 4


def test_missing_name_does_not_touch_the_others():
    assert add(1) == 3


def test_missing_name_is_told():
    assert not hasattr(shop, "no_such_name")
