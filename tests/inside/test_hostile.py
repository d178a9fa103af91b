"""Submissions that attack the boundary itself: none gets a point, ends the run, or changes another test's verdict."""

import textwrap

import pytest

from harness import challenge as challenges
from harness.evaluation import TestResult
from harness.examine import examine
from harness.sandbox import process
from harness.submission import SourceFile, Submission

# Where the candidate's code finds the worker and its channel; `tell` sends a frame of its own making.
FORGER = """
import json, struct, sys

worker = sys.stdout.buffer.raw.worker

def tell(*message):
    data = json.dumps(message).encode()
    worker.channel.socket.sendall(struct.pack(">I", len(data)) + data)

def forged(value, changed=()):
    tell("ok", value, list(changed))
    sys.modules["time"].sleep(60)

"""


@pytest.fixture
def run(tmp_path):
    """Verdicts, by test, of a submission (one module `work`, or files by name) against the given hidden tests."""

    def run(candidate: str | dict[str, str], hidden: str, limits="{test_s: 3, run_s: 60}") -> dict[str, TestResult]:
        folder = tmp_path / "challenge"
        (folder / "tests/hidden").mkdir(parents=True, exist_ok=True)
        (folder / "challenge.yaml").write_text(f"name: tried\nimports: [work]\nlimits: {limits}\ngroups: {{one: 1}}\n", "utf-8")
        (folder / "tests/hidden/test_one.py").write_text(textwrap.dedent(hidden), "utf-8")
        files = candidate if isinstance(candidate, dict) else {"work.py": candidate}
        sources = tuple(SourceFile(name, textwrap.dedent(text).encode()) for name, text in files.items())
        report = examine(Submission("tried", "0" * 64, sources), challenges.load(folder), process, process.environment())
        return {test.name: test for test in report.tests}

    return run


def verdicts(tests: dict[str, TestResult]) -> list[str]:
    return [test.verdict.value for test in tests.values()]


# ---------------------------------------------------------------- the agent


@pytest.mark.parametrize("module", ["stringprep", "unicodedata", "quopri"])
def test_the_agent_loads_nothing_of_the_candidates(run, tmp_path, module):
    """`stringprep` and `unicodedata` are loaded for a connection, `quopri` by a source file that names it as its coding."""
    mark = tmp_path / "mark"
    tests = run(
        {
            "work.py": "def f(): return 1",
            "coded.py": "# coding: quopri\nx = 1\n",
            f"{module}.py": f"import os\nopen({str(mark)!r}, 'w').close()\nos._exit(1)",
        },
        "from work import f\ndef test_a(): assert f() == 1",
    )
    assert verdicts(tests) == ["passed"] and not mark.exists()


# ---------------------------------------------------------------- points that nobody earned


def test_a_failure_that_cannot_be_shown_is_still_a_failure(run):
    """pytest describes a failed test's arguments, and lets these two out of a `repr`: the failure was lost with them."""
    tests = run(
        """
        class Quits:
            def __repr__(self): raise KeyboardInterrupt
        class Exits:
            def __repr__(self): raise SystemExit
        class list:
            def __len__(self): raise KeyboardInterrupt
            def __iter__(self): raise SystemExit
        """,
        """
        import pytest
        from work import Exits, Quits, list as named_as_builtin
        @pytest.fixture(params=[Quits, Exits, named_as_builtin])
        def made(request): return request.param()
        def test_a(made): assert 1 == 2
        def test_b(): pass
        """,
    )
    assert verdicts(tests) == ["wrong"] * 3 + ["passed"]


def test_stop_iteration_from_a_call_does_not_empty_the_tests_loop(run):
    tests = run(
        "def check(*x): raise StopIteration\ndef numbers(): yield 1",
        """
        import pytest
        from work import check, numbers
        def test_map(): assert all(map(check, [1, 2]))
        def test_filter(): assert list(filter(check, [1, 2])) == []
        def test_until(): assert [x for x in iter(check, b"")] == []
        def test_expected():
            with pytest.raises(StopIteration): check()
        def test_generator(): assert list(map(str, numbers())) == ["1"]
        """,
    )
    assert verdicts(tests) == ["error"] * 3 + ["passed"] * 2


def test_an_object_without_text_has_not_kept_its_secret(run):
    tests = run(
        """
        import os, time
        class Leaves:
            def __repr__(self): os._exit(0)
        class Hangs:
            def __repr__(self): time.sleep(60)
        class Quits:
            def __repr__(self): raise KeyboardInterrupt
        """,
        """
        import pytest
        from work import Hangs, Leaves, Quits
        @pytest.mark.parametrize("kind", [Hangs, Leaves, Quits])
        @pytest.mark.parametrize("text", [repr, str])
        def test_a(text, kind): assert "secret" not in text(kind())
        """,
    )
    assert len(tests) == 6 and "passed" not in verdicts(tests)


def test_a_callbacks_failure_is_the_tests_even_if_it_is_swallowed(run):
    tests = run(
        """
        def swallow(callback):
            try:
                callback(1)
            except BaseException:
                return 1
        """,
        """
        import pytest
        from work import swallow
        def test_assert():
            def wants_two(n): assert n == 2
            assert swallow(wants_two) == 1
        def test_fail(): assert swallow(lambda n: pytest.fail("not to be called")) == 1
        def test_other_errors_are_the_candidates_to_handle(): assert swallow(lambda n: n / 0) == 1
        """,
    )
    assert verdicts(tests) == ["wrong", "wrong", "passed"]
    assert "failed in a callback" in tests["test_assert"].message


def test_a_mock_counts_its_calls_itself(run):
    tests = run(
        """
        def count(mock): mock.call_count = 1
        def answer(mock): mock.assert_called_once_with = lambda *a: None
        def reset(mock): mock.configure_mock(called=True)
        def use(mock):
            mock.name = "x"
            return mock.load(3)
        """,
        """
        from unittest.mock import Mock
        from work import answer, count, reset, use
        def tried(function):
            mock = Mock()
            try: function(mock)
            except AttributeError: pass
            return mock
        def test_count(): assert tried(count).call_count == 1
        def test_called(): assert tried(reset).called
        def test_answer(): tried(answer).assert_called_once_with(42)
        def test_use():
            mock = Mock()
            mock.load.return_value = 5
            assert use(mock) == 5 and mock.name == "x"
            mock.load.assert_called_once_with(3)
        """,
    )
    assert verdicts(tests) == ["wrong"] * 3 + ["passed"]


def test_time_is_taken_by_the_examiners_clock(run):
    tests = run(
        FORGER + "run = worker.processes.run\nworker.processes.run = lambda *a: [*run(*a)[:3], 0.001]",
        """
        def test_a(candidate):
            candidate.load("work")
            assert candidate.run(["python", "-c", "import time; time.sleep(0.5)"]).duration_s < 0.4
        """,
    )
    assert verdicts(tests) == ["wrong"]


# ---------------------------------------------------------------- other tests


def test_what_is_changed_in_place_is_put_back_for_the_next_test(run):
    tests = run(
        "def spoil(cases, box):\n    cases[0]['text'].append('x')\n    cases[1].clear()\n    del cases[2]\n    box.size = 9",
        """
        from types import SimpleNamespace
        from work import spoil
        CASES = [{"text": ["a"]}, {"text": ["b"]}, {}]
        BOX = SimpleNamespace(name=1)
        def test_a():
            spoil(CASES, BOX)
            assert CASES == [{"text": ["a", "x"]}, {}] and BOX.size == 9
        def test_b(): assert CASES == [{"text": ["a"]}, {"text": ["b"]}, {}] and not hasattr(BOX, "size")
        """,
    )
    assert verdicts(tests) == ["passed", "passed"]


def test_many_small_prints_do_not_crowd_out_the_agents_word(run):
    tests = run(
        "import os, time\ndef dots():\n    for _ in range(1200):\n        os.write(1, b'.')\n        time.sleep(0.0003)",
        "from work import dots\ndef test_a(): dots()\ndef test_b(): dots()",
    )
    assert verdicts(tests) == ["passed", "passed"] and tests["test_a"].output == "." * 1200


# ---------------------------------------------------------------- no second chance


def test_a_hostile_submission_is_never_an_internal_error(run):
    """What reaches a fixture without a question is the candidate's as well: constants, and what an earlier test's kept."""
    tests = run(
        "LIMIT = None\ndef table(): return {}\nclass Odd(Exception): pass\ndef odd(): return Odd()",
        """
        import pytest
        from work import LIMIT, odd, table
        @pytest.fixture
        def double(): return LIMIT * 2
        @pytest.fixture(scope="module")
        def first(): return table()["first"]
        def test_a(double): pass
        def test_b(first): pass
        def test_c(first): pass
        def test_d(): raise odd()
        def test_e(): pass
        """,
    )
    assert verdicts(tests) == ["wrong", "wrong", "wrong", "error", "passed"]


def test_an_examiner_that_the_first_test_ends_is_no_fault_of_the_harness(run):
    tests = run(
        "def f(): return 1",
        "import os\nfrom work import f\ndef test_a():\n    f()\n    os._exit(1)\ndef test_b(): assert f() == 1",
    )
    assert verdicts(tests) == ["crashed", "passed"]


# ---------------------------------------------------------------- objects that were told the answer


NEAR = """
import datetime, decimal

class Near:
    def __init__(self, answer=None): self.answer = answer
    def __sub__(self, other):
        return Near(0.0) if self.answer is None else self.answer
    __rsub__ = __xor__ = __rxor__ = __sub__
    def __abs__(self): return 0.0
    __float__ = __abs__
    def __round__(self, digits=None): return 0
    def __bool__(self): return False
    def __len__(self): return 0
    def __iter__(self): return iter(())
    def total_seconds(self): return 0.0
    days = 0

def near(kind=None):
    answers = {"Decimal": decimal.Decimal(0), "set": set(), "timedelta": datetime.timedelta(0), "float": F(0.0)}
    return Near(answers.get(kind))

class F(float):
    pass

class Vector:
    def __init__(self, *parts): self.parts = parts
    def __sub__(self, k): return Vector(*(part - k for part in self.parts))
    def __mul__(self, k): return Vector(*(part * k for part in self.parts))
    def __iter__(self): return iter(self.parts)
    def __abs__(self): return sum(self.parts)
    def total(self): return sum(self.parts)
"""


@pytest.mark.parametrize(
    "expression",
    [
        "abs(near() - 3.0) < 1e-6",
        "abs(3 - near()) < 1e-6",
        "math.fabs(near() - 3.0) < 1e-6",
        "round(abs(near() - 3.0), 7) == 0",
        "abs(near('float') - 3.0) < 1e-6",
        "abs(near('Decimal') - Decimal(3)) < Decimal('0.1')",
        "not ({1, 2} - near())",
        "not ({1, 2} - near('set'))",
        "len({1, 2} ^ near()) == 0",
        "list({1, 2} - near()) == []",
        "near('timedelta') - NOW < timedelta(seconds=1)",
        "abs((near() - NOW).total_seconds()) < 1",
        "(near() - NOW).days == 0",
    ],
)
def test_an_object_that_was_told_the_answer_gives_no_plain_one(run, expression):
    tests = run(
        NEAR,
        f"""
        import math
        from datetime import datetime, timedelta
        from decimal import Decimal
        from work import near
        NOW = datetime(2026, 1, 1)
        def test_a(): assert {expression}
        """,
    )
    assert verdicts(tests) == ["wrong"]


def test_arithmetic_of_honest_objects_still_works(run):
    tests = run(
        NEAR,
        """
        from work import Vector
        def test_a():
            found = Vector(3, 4) - 1
            assert found.parts == (2, 3) and list(found) == [2, 3] and found.total() == 5
            assert abs(Vector(1, 2) * 3) == 9 and (Vector(1, 2) * 3).total() == 9 and abs(Vector(1, 2)) == 3
        """,
    )
    assert verdicts(tests) == ["passed"]


# ---------------------------------------------------------------- answers that cost the examiner more than they cost the subject


ENDLESS = {"$": "range", "v": ["0x0", hex(10**11), "0x1"]}
CLASS = {"$": "cls", "id": 900, "name": "C", "qualname": "C", "module": "m", "special": [], "meta": [], "fields": None}
TUPLE = {**CLASS, "mro": [{"$": "builtin", "v": "tuple"}]}
BYTES = {**CLASS, "mro": [{"$": "builtin", "v": "bytes"}]}
LIST = {**CLASS, "mro": [{"$": "builtin", "v": "list"}]}


@pytest.mark.parametrize(
    "answer",
    [
        {"$": "tuple", "v": ENDLESS},
        {"$": "set", "v": ENDLESS},
        {"$": "deque", "v": ENDLESS, "maxlen": None},
        {"$": "slice", "v": ENDLESS},
        {"$": "ref", "id": 901, "cls": TUPLE, "data": ENDLESS},
        {"$": "ref", "id": 901, "cls": BYTES, "data": 10**11},
        {"$": "ref", "id": 901, "cls": LIST, "data": ENDLESS},
        {**CLASS, "mro": ENDLESS},
        {**CLASS, "mro": [], "fields": ["dataclass", ENDLESS]},
        {**CLASS, "mro": [], "fields": ["namedtuple", ENDLESS]},
    ],
    ids=lambda answer: answer["$"],
)
def test_an_answer_is_no_longer_than_its_frame(run, answer):
    tests = run(
        FORGER + f"def f(): forged({answer!r})",
        "from work import f\ndef test_a(): f()\ndef test_b(): pass",
    )
    assert tests["test_a"].verdict.value in ("crashed", "output_limit") and tests["test_b"].verdict.value == "passed"
    assert tests["test_a"].duration_s < 1


def test_a_callbacks_arguments_are_no_longer_than_their_frame(run):
    tests = run(
        FORGER + f"def f(callback):\n    tell('do', 'call', [1, {ENDLESS!r}, {{}}])\n    forged(1)",
        "from work import f\ndef test_a(): assert f(lambda *a: 1) == 1",
    )
    assert tests["test_a"].duration_s < 1


def test_descriptions_of_classes_do_not_fill_the_examiners_memory(run):
    tests = run(
        FORGER
        + """
def f():
    for n in range(100):
        made = [dict(CLASS, id=1000 + 5000 * n + i) for i in range(5000)]
        tell("do", "echo", made)
    forged(1)
"""
        + f"\nCLASS = {dict(CLASS, mro=[])!r}\n",
        "from work import f\ndef test_a(): assert f() == 1",
    )
    assert verdicts(tests) == ["output_limit"] and tests["test_a"].duration_s < 2


def test_the_marks_under_a_syntax_error_are_not_the_candidates_to_count(run):
    error = {
        "cls": {"$": "builtin", "v": "SyntaxError"},
        "text": "x (f, line 1)",
        "args": ["x", {"$": "tuple", "v": ["f", 1, 1, "a", 1, 10**10]}],
    }
    tests = run(
        FORGER
        + f"def f():\n    tell('raise', {error!r}, [])\n    sys.modules['time'].sleep(60)\ndef g(): compile('1 +', 'f', 'exec')",
        """
        import pytest
        from work import f, g
        def test_a(): f()
        def test_b():
            with pytest.raises(SyntaxError) as caught: g()
            assert caught.value.lineno == 1 and caught.value.text.strip() == "1 +"
        """,
    )
    assert verdicts(tests) == ["error", "passed"] and tests["test_a"].duration_s < 1
    assert tests["test_a"].message == "SyntaxError: x (f, line 1)"


def test_a_class_of_the_tests_own_has_no_subclass_in_the_subject(run):
    """The object would be of the test's class without having been made by it."""
    tests = run(
        FORGER
        + f"""
def f(kind):
    number = object.__getattribute__(kind, "_number")
    made = dict({CLASS!r}, mro=[{{"$": "own", "id": number}}])
    forged({{"$": "ref", "id": 901, "cls": made}})
""",
        """
        from work import f
        class Made:
            pass
        def test_a(): assert isinstance(f(Made), Made)
        """,
    )
    assert verdicts(tests) == ["wrong"]


# ---------------------------------------------------------------- the work folder


def test_a_change_that_leaves_no_time_is_undone(run, monkeypatch):
    """Through a shared mapping, where the work folder is a tmpfs, as it is in a sandbox."""
    monkeypatch.setattr("tempfile.tempdir", "/dev/shm")
    tests = run(
        {
            "work.py": """
                import mmap
                def spoil():
                    with open("data.txt", "r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
                        mapped[0]  # now the page is there, and writing to it is no fault
                        mapped[0:4] = b"bbbb"
                    return value()
                def value():
                    with open("data.txt") as file: return file.read()
                """,
            "data.txt": "aaaa",
        },
        "from work import spoil, value\ndef test_a(): assert spoil() == 'bbbb'\ndef test_b(): assert value() == 'aaaa'",
    )
    assert verdicts(tests) == ["passed", "passed"]


def test_a_work_folder_that_is_closed_is_opened_again(run):
    tests = run(
        {"work.py": "import os\ndef close(): os.chmod('.', 0)\ndef f(): return 1", "pkg/__init__.py": ""},
        "from work import close, f\ndef test_a(): close()\ndef test_b(): assert f() == 1",
    )
    assert verdicts(tests) == ["passed", "passed"]


def test_a_group_of_exceptions_of_its_own_is_the_candidates_error(run):
    tests = run(
        "class Many(ExceptionGroup): pass\ndef f(): raise Many('two', [ValueError(1), KeyError(2)])",
        """
        import pytest
        from work import Many, f
        def test_a():
            with pytest.raises(Many): f()
        def test_b(): f()
        """,
    )
    assert verdicts(tests) == ["passed", "error"]
