"""The pytest plug-in of the examiner: collects before the candidate exists, gives each test a session, names its verdict.

What it finds out leaves through `emit`, on a descriptor that tests don't know.
"""

import signal
import sys
import time

import _pytest.assertion.util as util
import pytest

from harness.inside import candidate as candidates
from harness.inside import guard, session, standins
from harness.inside.session import Now, Stopped

MAX_DETAIL = 8 * 1024


class Plugin:
    """One run of pytest. `emit(dict)` sends an event; `attach()` waits for a subject."""

    def __init__(self, config, link, emit, attach):
        self.config = config
        self.link = link
        self.emit = emit
        self.attach = attach
        self.bindings = None
        self.attached = False
        self.reports = []
        self.began = 0.0
        self.touched = False  # whether anything of the candidate's has reached a test so far
        session.Session.failing = (AssertionError, pytest.fail.Exception, pytest.skip.Exception)

    # ------------------------------------------------------------ before the candidate exists

    def pytest_configure(self, config):
        config.addinivalue_line("markers", "rule(number, ...): the brief's rules that a test checks")

    def pytest_collectreport(self, report):
        if report.failed:
            self.emit({"event": "collect_error", "where": report.nodeid, "text": _bounded(report.longreprtext)})

    def pytest_internalerror(self, excrepr):
        self.emit({"event": "internal_error", "text": _bounded(str(excrepr))})

    def pytest_collection_modifyitems(self, session, config, items):
        wanted = self.config.get("only")
        done = set(self.config.get("done", ()))
        items[:] = [item for item in items if item.nodeid not in done and (wanted is None or item.nodeid in wanted)]
        if self.config.get("shuffle") is not None:
            import random

            random.Random(self.config["shuffle"]).shuffle(items)

    def pytest_collection_finish(self, session):
        standins.forget_made()
        folder = str(self.config["folder"])
        modules = [m for m in list(sys.modules.values()) if str(getattr(m, "__file__", None) or "").startswith(folder)]
        self.bindings = standins.Bindings(modules)
        self.touched = bool(self.bindings.places)
        self.emit({"event": "collected", "tests": [_described(item) for item in session.items]})

    # ------------------------------------------------------------ one test

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        if not self.attached:
            self.attached = True
            self.attach(self.link)
        self.reports = []
        self.began = time.monotonic()
        self.emit({"event": "start", "id": item.nodeid})
        limit = self.config["limits"]["test_s"]
        until = self.began + limit
        try:
            channel = self.link.open()
        except session.SubjectLost:
            self.emit({"event": "lost", "id": item.nodeid, "used": False})
            pytest.exit("the subject is gone", returncode=7)
        self.emit({"event": "open", "id": item.nodeid})
        Now.session = session.Session(self.link, channel, until, self.config["limits"]["output_bytes"])
        signal.signal(signal.SIGALRM, self._alarm)
        signal.setitimer(signal.ITIMER_REAL, limit + 0.25)
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._finish(item, nextitem is not None)

    def _alarm(self, *_):
        now = Now.session
        if now is not None and now.stopped is None and self.phase_open:
            now.stop("time_limit", "the test's time was up")

    phase_open = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item):
        return (yield from self._phase(item, bind=True))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        return (yield from self._phase(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item):
        return (yield from self._phase(item))

    def _phase(self, item, bind=False):
        self.phase_open = True
        explain = util._reprcompare
        util._reprcompare = explain and guard.bounded(explain)
        try:
            if bind:
                self.bindings.bind(Now.session, getattr(item, "module", None))
                Now.session.used = False  # so far only the harness asked
            return (yield)
        except (KeyboardInterrupt, GeneratorExit, pytest.exit.Exception) as error:
            # A candidate's exception of these types must not end the run for all tests after it.
            raise RuntimeError(f"{type(error).__name__} left the test") from error
        except Stopped:
            raise
        finally:
            self.phase_open = False
            util._reprcompare = explain

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        try:
            report = yield
        except BaseException as error:  # of a candidate's object that pytest wanted to describe: the test failed nonetheless
            text = f"the failure can't be shown: {type(error).__name__}"
            report = pytest.TestReport(item.nodeid, item.location, {}, "failed", text, call.when)
        self.reports.append((call, report))
        return report

    def _finish(self, item, more):
        now = Now.session
        took = time.monotonic() - self.began
        self.bindings.unbind()
        Now.session = None
        now.channel.close()
        try:
            messages = self.link.end(more)
        except session.SubjectLost:
            messages = None
        printed = [m[2] for m in messages or () if m[0] == "printed" and len(m) == 3 and type(m[2]) is str]
        try:
            verdict, message, trace, detail = self._verdict(now, item)
        except Exception as error:  # a hostile exception's own attributes
            verdict, message, trace, detail = "wrong", f"the failure can't be told: {type(error).__name__}", "", ""
        self.touched = self.touched or now.used
        now.undo()
        limit = self.config["limits"]["output_bytes"]
        output = "".join([*now.output, *printed])
        if any(m[0] == "flood" for m in messages or ()) and verdict in ("passed", "wrong", "error"):
            verdict, message = "output_limit", "the program printed more than the limit"
        cut = f"\n[cut after {limit // 1024:,} KiB]" if len(output) > limit or verdict == "output_limit" else ""
        self.emit({
            "event": "result", "id": item.nodeid, "verdict": verdict, "message": _bounded(message), "traceback": _bounded(trace),
            "detail": _bounded(detail), "output": output[:limit] + cut, "duration_s": took,
        })  # fmt: skip
        if messages is None:
            self.emit({"event": "lost", "id": item.nodeid, "used": now.used})
            pytest.exit("the subject is gone", returncode=7)

    def _verdict(self, now, item):
        """(verdict, message, the candidate's traceback, pytest's explanation) of the test that just ended."""
        failed = [(call, report) for call, report in self.reports if report.outcome != "passed" or hasattr(report, "wasxfail")]
        detail = "\n".join(report.longreprtext for _, report in failed if report.longrepr)
        if now.stopped is not None and not now.forgiven:
            return now.stopped.verdict, now.stopped.message, now.stopped.traceback, detail
        if not failed:
            return self._passed(now, item)
        call, report = failed[0]
        if report.skipped or hasattr(report, "wasxfail"):
            return "wrong", "the test was skipped or expected to fail, which is not passed", "", detail
        if call.excinfo is None:
            return "wrong", "the test failed", "", detail
        error = call.excinfo.value
        if isinstance(error, Stopped):
            return error.verdict, error.message, error.traceback, detail
        if (
            isinstance(error, RuntimeError)
            and isinstance(error.__cause__, BaseException)
            and getattr(error.__cause__, "_remote", None)
        ):
            error = error.__cause__
        if now.missing and isinstance(error, (AttributeError, ImportError)):
            return "not_found", _text(error), "", detail
        if getattr(error, "_remote", None) is not None:
            kind = "memory_limit" if isinstance(error, MemoryError) else "error"
            return kind, f"{type(error).__name__}: {_text(error)}", getattr(error, "_remote_traceback", ""), detail
        # An OSError may come of what the candidate's modules did when they were loaded: ports taken, say. A constant that was
        # imported, or what a fixture of an earlier test kept, is the candidate's without a question asked in this test.
        if not now.used and not self.touched and call.when != "call" and not isinstance(error, OSError):
            return (
                "internal_error",
                f"the test's own {call.when} failed: {type(error).__name__}: {_text(error)}",
                "",
                detail,
            )
        return "wrong", _message(error), "", detail

    def _passed(self, now, item):
        """The verdict where pytest saw no failure."""
        if {call.when for call, _ in self.reports} != {"setup", "call", "teardown"}:
            return "wrong", "the test did not come to its end", "", ""
        if now.failed is not None:
            return "wrong", f"the test failed in a callback, and the program went on: {_message(now.failed)}", "", ""
        if now.swallowed() is not None:
            error = now.swallowed()
            return "error", f"StopIteration: {_text(error)}", error._remote_traceback, ""
        missing = self.bindings.missing_in(getattr(item, "module", None), getattr(item, "function", None))
        reason = now.stopped or now.mute or missing
        if reason is not None:
            return reason.verdict, reason.message, reason.traceback, ""
        return "passed", "", "", ""

    @pytest.fixture
    def candidate(self):
        """The submission."""
        return candidates.Candidate(self.config["limits"])


def _message(error):
    text = _text(error)
    return text if isinstance(error, AssertionError) and text else f"{type(error).__name__}: {text}"


def _text(error):
    try:
        return str(error)
    except Exception:
        return type(error).__name__


def _bounded(text):
    return text if len(text) <= MAX_DETAIL else text[: MAX_DETAIL // 2] + "\n[...]\n" + text[-MAX_DETAIL // 2 :]


def _described(item):
    name = item.nodeid.partition("::")[2]
    marks = [number for mark in item.iter_markers("rule") for number in mark.args if type(number) is int]
    document = getattr(getattr(item, "obj", None), "__doc__", None) or ""
    title = document.strip().split("\n\n")[0].replace("\n", " ") if type(document) is str else ""
    return {
        "id": item.nodeid,
        "name": name,
        "title": " ".join(title.split())[:300],
        "rules": sorted(set(marks)),
        "file": item.nodeid.partition("::")[0],
    }


def pytest_args(folder):
    """How pytest is started in the examiner: nothing of the folder above, no cache, no plug-in that wasn't named."""
    return [
        str(folder), f"--rootdir={folder}", f"--confcutdir={folder}", "-c", "/dev/null", "-p", "no:cacheprovider",
        "-p", "no:doctest",
        "--import-mode=importlib", "-o", "python_files=test_*.py", "--capture=sys", "-p", "no:junitxml",
        "-p", "no:terminal", "-p", "no:pastebin", "-p", "no:stepwise", "-p", "no:faulthandler",
    ]  # fmt: skip
