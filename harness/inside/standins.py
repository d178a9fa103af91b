"""The import hook: modules named in `challenge.yaml` under `imports` come from the subject, afresh for every test.

While tests are collected nothing of the candidate's exists, so an imported name is a stand-in. When a test begins, the
stand-ins at module level give way to what they stand for: functions, classes, plain constants.
"""

import dis
import importlib.abc
import importlib.machinery
import inspect
import os
import sys
import types

from harness.inside import remote
from harness.inside.session import Now, Stopped

__tracebackhide__ = True  # pytest leaves these frames out of what it shows


class ModuleStandIn(types.ModuleType):
    """A module of the candidate's, as a test sees it."""

    def __getattr__(self, name):
        if name == "__all__":
            return _names_wanted(sys._getframe(1))
        if name.startswith(("__", "pytest", "_pytest")):
            raise AttributeError(name)
        if Now.session is not None:
            return Now.session.attribute(self.__name__, name)
        made = remote.standin(self.__name__, name)
        super().__setattr__(name, made)
        _MADE.append((self, name))
        return made

    def __setattr__(self, name, value):
        if Now.session is None or name.startswith("__") or isinstance(value, ModuleStandIn):
            super().__setattr__(name, value)
        else:
            found = Now.session.attribute(self.__name__, "")
            setattr(found, name, value)

    def __delattr__(self, name):
        if Now.session is None:
            super().__delattr__(name)
        else:
            delattr(Now.session.attribute(self.__name__, ""), name)


_MADE = []


def _names_wanted(frame):
    """For `from packer import *`: the names that the importing module uses and nothing defines yet."""
    if frame.f_code.co_name == "_handle_fromlist":
        frame = frame.f_back.f_back
    while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    taken = set(frame.f_globals) | set(frame.f_builtins)
    return sorted(name for name in _names_in(frame.f_code) - taken if not name.startswith("_"))


def _names_in(code):
    """The names, not those of attributes, that a code object and all those within it look up in their module."""
    names, codes = set(), [code]
    while codes:
        code = codes.pop()
        names.update(each.argval for each in dis.get_instructions(code) if each.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
        codes.extend(constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return names


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Serves the listed top-level modules and all below them."""

    def __init__(self, names):
        self.names = frozenset(names)

    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec):
        return ModuleStandIn(spec.name)

    def exec_module(self, module):
        pass


def forget_made():
    """After collection the modules ask the subject again: what was handed out as stand-ins is not kept on them."""
    for module, name in _MADE:
        module.__dict__.pop(name, None)
    _MADE.clear()


def _is_test(module):
    return os.path.basename(module.__file__).startswith("test_")


class Bindings:
    """Where stand-ins are bound at the top of test modules."""

    def __init__(self, modules):
        self.places = []
        self.missing = []
        for module in modules:
            for name, value in list(vars(module).items()):
                if isinstance(value, remote.RemoteMeta) and "_remote_path" in vars(value):
                    self.places.append((module, name, value))

    def bind(self, session, test_module):
        """Put what the candidate's modules hold now in the places; what is missing stays a stand-in, which says so when used.

        Not in the places of other test modules: what a test does not name is not imported for it.
        """
        places = [place for place in self.places if place[0] is test_module or not _is_test(place[0])]
        found = session.names({standin._remote_path for _, _, standin in places})
        self.missing = []
        for module, name, standin in places:
            value = found[standin._remote_path]
            if isinstance(value, Stopped):
                self.missing.append((module, name, value))
            else:
                setattr(module, name, value)

    def missing_in(self, module, function):
        """Why a name that the test's own code uses is not there, or None: `callable(pack)` asks a stand-in nothing."""
        function = inspect.unwrap(function)
        function = getattr(getattr(function, "hypothesis", None), "inner_test", function)
        names = _names_in(function.__code__) if self.missing and isinstance(function, types.FunctionType) else ()
        return next((reason for place, name, reason in self.missing if place is module and name in names), None)

    def unbind(self):
        """Put the stand-ins back: nothing of a test's session outlives it."""
        for module, name, standin in self.places:
            setattr(module, name, standin)
