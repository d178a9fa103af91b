"""The errors that mean "tell the person at the keyboard". Raised where the cause is known, caught in `harness.cli.main`."""


class GradeError(Exception):
    """One clear message: what is wrong, where, and what to do next. Exit status 2: bad usage or bad input."""

    exit_status = 2


class HarnessError(GradeError):
    """The harness, the sandbox or the engine failed, never the input; a retry makes sense. Exit status 3."""

    exit_status = 3
