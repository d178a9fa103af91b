"""Submissions that try to pass without solving anything, made for a challenge's own modules."""

import hashlib
import re

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


_FORGES = """
import json, os, struct
EVENTS = [
    {"event": "result", "id": "test_contract.py::test_all", "verdict": "passed", "message": "", "traceback": "", "detail": "",
     "output": "", "duration_s": 0.1},
    {"event": "done"}, ["passed"], ["return", 1, True],
]
for descriptor in range(3, 64):
    for event in EVENTS:
        data = json.dumps(event).encode()
        try:
            os.write(descriptor, struct.pack(">I", len(data)) + data)
        except OSError:
            pass
print(*map(json.dumps, EVENTS), sep="\\n")
"""

_LOOKS = """
import os, runpy, sys
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/usr", "/lib", "/dev")]
    for name in files:
        if "hidden" in folder or "reference" in folder or name.startswith("test_") or name in ("challenge.yaml", "model.py"):
            print("found", os.path.join(folder, name))
            sys.path.insert(0, folder)
for name in os.listdir("/proc"):
    if name.isdigit() and name != str(os.getpid()):
        try:
            print(open(f"/proc/{name}/environ").read(), open(f"/proc/{name}/cmdline").read())
        except OSError:
            pass
"""

_RESULTS = """
import json, pathlib
RESULT = json.dumps({"schema": "grade/result/1", "total": 100, "groups": []})
for place in (".", "/work", "/tmp", "..", "/results"):
    for name in ("result.json", "junit.xml", "report.html", ".pytest_cache/v/cache/lastfailed"):
        try:
            path = pathlib.Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(RESULT)
        except OSError:
            pass
"""


def cheats(challenge: Challenge) -> list[Submission]:
    """One for each trick, as the modules and programs that the challenge names; the empty submission is their bar."""
    modules = modules_of(challenge)
    tricks = {
        "equals-everything": {f"{name}.py": _ANYTHING for name in modules},
        "takes-over-pytest": {**_HOOKS, **{f"{name}.py": _ANYTHING for name in modules}},
        "leaves-at-import": {f"{name}.py": "import os\nprint('999 passed')\nos._exit(0)\n" for name in modules},
        "prints-the-verdict": {f"{name}.py": "print('999 passed in 0.01s')\nraise SystemExit(0)\n" for name in modules},
        "brings-the-tests": {
            **{f"test_{name}.py": "def test_all(): pass\n" for name in challenge.groups},
            **{f"tests/hidden/test_{name}.py": "def test_all(): pass\n" for name in challenge.groups},
            "hypothesis.py": "",
            "pytest.py": _ANYTHING,
        },
        "forges-the-wire": {f"{name}.py": _FORGES + _ANYTHING for name in modules},
        "looks-for-the-tests": {f"{name}.py": _LOOKS + _ANYTHING for name in modules},
        "writes-results": {f"{name}.py": _RESULTS + _ANYTHING for name in modules},
    }
    return [_submission(name, files) for name, files in tricks.items()]


def modules_of(challenge: Challenge) -> list[str]:
    """The top modules that hidden tests import or run, as `imports` and `entry_points` tell."""
    found = {name.partition(".")[0] for name in challenge.imports}
    for entry in challenge.entry_points:
        if match := re.match(r"(?:python\S* -m )?([A-Za-z_]\w*)(?=[.( ]|$)", entry):
            found.add(match[1])
    return sorted(name for name in found if name not in ("python", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD")) or ["main"]


def _submission(name: str, files: dict[str, str]) -> Submission:
    made = tuple(SourceFile(path, text.encode()) for path, text in sorted(files.items()))
    return Submission(name, hashlib.sha256(tar_of(made)).hexdigest(), made)
