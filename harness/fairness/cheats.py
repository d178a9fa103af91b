"""Submissions that try to pass without solving anything, made for a challenge's own modules."""

import hashlib

from harness.challenge import Challenge
from harness.submission import SourceFile, Submission, tar_of

_ANYTHING = '''
class Anything(type):
    def __getattr__(cls, name): return cls
    def __call__(cls, *args, **kwargs): return super().__call__()

class Always(metaclass=Anything):
    """Equals everything, holds everything, is less and more than everything."""
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __contains__ = __lt__
    def __hash__(self): return 1
    def __bool__(self): return True
    def __len__(self): return 1
    def __iter__(self): return iter(())
    def __getitem__(self, key): return self
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __sub__(self, other): return 0
    __add__ = __rsub__ = __radd__ = __abs__ = __sub__
    def __enter__(self): return self
    def __exit__(self, *error): return True
    def __repr__(self): return "1 passed"

def __getattr__(name):
    if name.startswith("__"): raise AttributeError(name)
    return Always()
'''

_HOOKS = {
    "conftest.py": "import pytest\n\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n"
    "    outcome = yield\n    outcome.get_result().outcome = 'passed'\n",
    "pytest.ini": "[pytest]\naddopts = --collect-only\n",
    "sitecustomize.py": "import builtins\nbuiltins.AssertionError = type('AssertionError', (Exception,), {})\n",
    "usercustomize.py": "import os\nos.environ['PYTEST_ADDOPTS'] = '--collect-only'\n",
}


def cheats(challenge: Challenge) -> list[Submission]:
    """One for each trick; the empty submission is their bar."""
    modules = sorted({name.partition(".")[0] for name in challenge.imports}) or ["main"]
    tricks = {
        "equals-everything": {f"{name}.py": _ANYTHING for name in modules},
        "takes-over-pytest": {**_HOOKS, **{f"{name}.py": _ANYTHING for name in modules}},
        "leaves-at-import": {f"{name}.py": "import os\nprint('999 passed')\nos._exit(0)\n" for name in modules},
        "prints-the-verdict": {f"{name}.py": "print('999 passed in 0.01s')\nraise SystemExit(0)\n" for name in modules},
        "brings-the-tests": {"test_budget.py": "def test_all(): pass\n", "hypothesis.py": "", "pytest.py": _ANYTHING},
    }
    return [_submission(name, files) for name, files in tricks.items()]


def _submission(name: str, files: dict[str, str]) -> Submission:
    made = tuple(SourceFile(path, text.encode()) for path, text in sorted(files.items()))
    return Submission(name, hashlib.sha256(tar_of(made)).hexdigest(), made)
