"""The one vocabulary of verdicts on a hidden test. Every place that shows or counts verdicts uses it."""

from enum import StrEnum


class Verdict(StrEnum):
    """What became of one test, worst for the harness first: the order in which to show them."""

    INTERNAL_ERROR = "internal_error"  # the harness's fault, never the candidate's, and never a score
    NOT_FOUND = "not_found"  # a module or a name that the test needs is missing
    CRASHED = "crashed"  # the candidate's process ended, or broke the harness's channel
    MEMORY_LIMIT = "memory_limit"
    TIME_LIMIT = "time_limit"
    OUTPUT_LIMIT = "output_limit"
    ERROR = "error"  # the candidate's code raised what the test didn't expect
    WRONG = "wrong"  # the test's own assertion failed
    PASSED = "passed"

    @property
    def words(self) -> str:
        """The words shown to people."""
        return self.value.replace("_", " ")
