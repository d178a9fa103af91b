"""A run ends, and its report is whole, whatever happens in the pod. Pods here are plain processes; see also tests/attacks."""

import textwrap

import pytest
from machine import require

from harness import challenge as challenges
from harness import environments
from harness.errors import GradeError
from harness.examine import examine
from harness.sandbox import bubblewrap, process
from harness.submission import SourceFile, Submission
from harness.verdicts import Verdict

CANDIDATE = """
import os, signal, sys, time

def add(a, b):
    return a + b

def kill_agent():
    os.kill(os.getppid(), signal.SIGKILL)
    os._exit(1)

def exponent():
    return 9

def wait(seconds):
    time.sleep(seconds)
    return True
"""


@pytest.fixture
def run(tmp_path):
    """Grade CANDIDATE against the given hidden tests; verdicts by test."""

    def run(hidden, limits="{test_s: 2, run_s: 60}", candidate=CANDIDATE, **options):
        folder = tmp_path / "challenge"
        (folder / "tests/hidden").mkdir(parents=True, exist_ok=True)
        (folder / "challenge.yaml").write_text(f"name: tried\nimports: [work]\nlimits: {limits}\ngroups: {{one: 1}}\n", "utf-8")
        (folder / "tests/hidden/test_one.py").write_text(textwrap.dedent(hidden), "utf-8")
        submission = Submission("tried", "0" * 64, (SourceFile("work.py", candidate.encode()),))
        report = examine(submission, challenges.load(folder), process, process.environment(), **options)
        return report, {test.name: test for test in report.tests}

    return run


def test_a_lost_subject_is_replaced_and_the_rest_goes_on(run):
    report, tests = run(
        """
        from work import add, kill_agent
        def test_a(): assert add(1, 1) == 2
        def test_b(): kill_agent()
        def test_c(): assert add(1, 1) == 2
        """
    )
    assert [test.verdict for test in tests.values()] == ["passed", "crashed", "passed"]
    assert report.total == pytest.approx(66.67)


def test_an_examiner_that_is_stuck_in_c_code_is_replaced(run):
    _, tests = run(
        """
        from work import add, exponent
        def test_a(): assert add(1, 1) == 2
        def test_b(): assert sum(range(10 ** (exponent() + 2))) == 1  # no signal is heard in there
        def test_c(): assert add(1, 1) == 2
        """
    )
    assert [test.verdict for test in tests.values()] == ["passed", "time_limit", "passed"]
    assert tests["test_b"].message == "the test was still running when its time was up"


def test_an_examiner_that_ends_twice_in_one_test_goes_on_with_the_next(run):
    _, tests = run(
        """
        import os
        from work import add
        def test_a(): assert add(1, 1) == 2
        def test_b(): add(1, 1); os._exit(1)
        def test_c(): assert add(1, 1) == 2
        """
    )
    assert [test.verdict for test in tests.values()] == ["passed", "crashed", "passed"]
    assert tests["test_b"].message == "the examiner ended during this test"


def test_many_examiners_that_end_do_not_cost_another_test_its_turn(run):
    _, tests = run(
        """
        import os
        import pytest
        from work import add
        @pytest.mark.parametrize("n", range(7))
        def test_a(n): add(1, 1); os._exit(1)
        def test_b(): assert add(1, 1) == 2
        """
    )
    assert [test.verdict for test in tests.values()] == ["crashed"] * 7 + ["passed"]


def test_pytest_that_fails_after_the_candidate_ran_costs_that_test_alone(run):
    _, tests = run(
        """
        import pytest
        from work import add
        @pytest.fixture
        def spoilt(request):
            class Spoilt:
                def pytest_runtest_logreport(self, report): raise MemoryError
            request.config.pluginmanager.register(Spoilt())
        def test_a(spoilt): add(1, 1)
        def test_b(): assert add(1, 1) == 2
        """
    )
    assert [test.verdict for test in tests.values()] == ["wrong", "passed"]
    assert tests["test_a"].message == "the test did not come to its end"


def test_what_the_runs_time_does_not_reach_is_time_limit(run):
    report, tests = run(
        """
        import pytest
        from work import wait
        @pytest.mark.parametrize("n", range(20))
        def test_a(n): assert wait(0.5)
        """,
        limits="{test_s: 2, run_s: 3}",
    )
    verdicts = [test.verdict for test in tests.values()]
    assert len(verdicts) == 20 and verdicts[0] is Verdict.PASSED and verdicts[-1] is Verdict.TIME_LIMIT
    assert tests["test_a[19]"].message == "not reached within the run's time limit"
    assert 0 < report.total < 50 and report.duration_s < 15


def test_the_tests_own_fault_before_the_candidate_is_an_internal_error_and_no_score(run):
    report, tests = run(
        """
        import pytest
        @pytest.fixture
        def broken(): raise RuntimeError("the fixture's own fault")
        def test_a(broken): pass
        def test_b(candidate): assert candidate.load("work").add(1, 1) == 2
        """
    )
    assert tests["test_a"].verdict is Verdict.INTERNAL_ERROR and "fixture's own fault" in tests["test_a"].message
    assert report.groups[0].score is None and report.total is None


def test_a_suite_that_needs_the_candidate_while_it_is_collected_is_refused_with_its_place(run):
    with pytest.raises(GradeError, match=r"(?s)can't be collected.*test_one\.py.*inside a test"):
        run(
            """
            import pytest
            from work import CASES
            @pytest.mark.parametrize("case", list(CASES))
            def test_a(case): pass
            """
        )


def test_a_suite_with_an_error_is_refused_with_its_place(run):
    with pytest.raises(GradeError, match=r"(?s)can't be collected.*no_such_package"):
        run("import no_such_package\ndef test_a(): pass")


def test_a_group_without_a_test_is_refused(run):
    with pytest.raises(GradeError, match=r"test_one\.py holds no test"):
        run("x = 1")


def test_order_can_be_drawn_and_tests_chosen(run):
    hidden = """
        from work import add
        def test_a(): assert add(1, 1) == 2
        def test_b(): assert add(1, 1) == 2
        def test_c(): assert add(1, 1) == 2
        """
    _, shuffled = run(hidden, shuffle=3)
    _, chosen = run(hidden, only=frozenset({"test_one.py::test_b"}))
    assert set(shuffled) == {"test_a", "test_b", "test_c"} and set(chosen) == {"test_b"}


def test_rules_and_titles_come_with_the_tests(run):
    _, tests = run(
        '''
        import pytest
        from work import add
        @pytest.mark.rule(3, 4)
        def test_a():
            """Adds.

            More.
            """
            assert add(1, 1) == 2
        '''
    )
    assert tests["test_a"].rules == (3, 4) and tests["test_a"].title == "Adds."


def test_hostile_text_is_made_visible_at_the_border(run):
    _, tests = run(
        "from work import bad\ndef test_a(): bad()",
        candidate='def bad():\n    print("\\x1b[31mred\\u202e\\udc80")\n    raise ValueError("\\x1b[2J\\x00" + "y" * 100_000)',
    )
    found = tests["test_a"]
    for text in (found.message, found.output, found.traceback, found.detail):
        assert "\x1b" not in text and "\x00" not in text and "\u202e" not in text and len(text) < 70_000
        text.encode("utf-8")
    assert found.verdict is Verdict.ERROR


def test_watching_tells_of_every_test(run):
    seen = []
    run("from work import add\ndef test_a(): add(1, 1)\ndef test_b(): add(1, 1)", watch=lambda *news: seen.append(news))
    assert seen[0] == (0, 2, "test_one.py::test_a") and seen[-1] == (2, 2, "test_one.py::test_b")


REACHES = """
import os

found = []
for name, flags in (("mem", os.O_RDWR), ("fd/3", os.O_RDWR), ("environ", os.O_RDONLY)):
    try:
        os.close(os.open(f"/proc/{os.getppid()}/{name}", flags))
        found.append(name)
    except OSError:
        pass
print(found)
"""


@pytest.mark.bubblewrap
def test_a_started_program_can_not_reach_what_tells_its_end(tmp_path):
    """Exit statuses, output and memory are told by its parent, which a test that imports nothing keeps shut."""
    require("bubblewrap")
    folder = tmp_path / "challenge"
    (folder / "tests/hidden").mkdir(parents=True)
    (folder / "challenge.yaml").write_text("name: tried\nimports: [work]\ngroups: {one: 1, two: 1}\n", "utf-8")
    test = "def test_it(candidate):\n    assert candidate.run(['python', 'reaches.py']).out == '[]\\n'\n"
    (folder / "tests/hidden/test_one.py").write_text(test, "utf-8")
    (folder / "tests/hidden/test_two.py").write_text("from work import add\ndef test_add(): assert add(1, 1) == 2\n", "utf-8")
    files = (SourceFile("reaches.py", REACHES.encode()), SourceFile("work.py", CANDIDATE.encode()))
    challenge = challenges.load(folder)
    environment = environments.prepare("bubblewrap", challenge.environment, print)
    report = examine(Submission("tried", "0" * 64, files), challenge, bubblewrap, environment)
    assert report.total == 100, [test.message for test in report.tests]
