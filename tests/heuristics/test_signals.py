"""Each signal on a few lines: what it finds, and what is fine."""

import pytest
from heuristics.reads import found, read

from harness.errors import HarnessError
from harness.heuristics import catalogue, reading, weights

PORT = """
    from abc import ABC, abstractmethod

    class Port(ABC):
        @abstractmethod
        def send(self, parcel): ...

    class Road(Port):
        def send(self, parcel):
            return [parcel]
"""


def test_every_signal_has_its_four_parts_and_a_weight():
    known = catalogue.signals()
    assert sorted(known) == reading.names()
    assert {name for name, each in known.items() if each.family != "too little"} == set(weights.load().signals)
    assert all(each.title and len(each.parts) == 4 for each in known.values())


def test_a_signal_without_its_parts_is_refused(tmp_path):
    path = tmp_path / "odd.py"
    path.write_text('"""Odd\n\nWhat it looks for: oddities."""\nFAMILY = "size"\n')
    with pytest.raises(HarnessError, match="Why it matters"):
        catalogue._read(path)


# ---------------------------------------------------------------- speculation


def test_an_abstraction_with_one_implementation():
    one = PORT + "\n    def run(request):\n        return Road().send(request)\n"
    assert found(one, "lone_implementation") == ["the abstract base class Port has one implementation, Road"]


def test_a_second_implementation_that_nothing_creates_is_none():
    dummy = PORT + "\n    class Rail(Port):\n        def send(self, parcel):\n            return parcel\n"
    dummy += "\n    def run(request):\n        return Road().send(request)\n"
    assert "nothing creates Rail" in found(dummy, "lone_implementation")[0]
    both = dummy + "\n    def other(request):\n        return Rail()\n\n    WAYS = [other]\n"
    assert found(both.replace("Road().send(request)", "[Road(), Rail()][request].send(0)"), "lone_implementation") == []


def test_a_protocol_with_a_test_double_is_a_real_seam():
    seam = {
        "job.py": """
            from typing import Protocol
            class Clock(Protocol):
                def now(self) -> float: ...
            class Wall:
                def now(self):
                    return 1.0
            def run(request, clock=None):
                return (clock or Wall()).now()
        """
    }
    assert len(found(seam, "lone_implementation")) == 1
    double = """
        from job import run
        class Fake:
            def now(self):
                return 7
        def test_it():
            assert run(1, Fake()) == 7
    """
    assert found({**seam, "tests/test_job.py": double}, "lone_implementation") == []


def test_a_table_with_one_entry_counts_where_it_is_looked_up():
    table = "class A:\n    pass\nKINDS = {'a': A}\ndef run(request):\n    return %s\n"
    assert found(table % "KINDS[request]()", "one_entry_table") == ["the table KINDS has one entry, A"]
    assert found(table % "A()", "one_entry_table") == []
    assert found((table % "KINDS[request]()").replace("{'a': A}", "{'a': A, 'b': A}"), "one_entry_table") == []


def test_a_hook_that_nobody_gives_and_one_that_a_test_gives():
    hook = """
        def pick(items, on_drop=None):
            if on_drop:
                on_drop(items)
            return items
        def run(request):
            return pick(request)
    """
    assert found(hook, "unused_hook") == ["pick calls on_drop where it is given, and no call gives it"]
    test = "from job import pick\ndef test_it():\n    pick([], on_drop=print)\n"
    assert found({"job.py": hook, "test_job.py": test}, "unused_hook") == []


def test_parameters_at_their_defaults_but_not_those_of_the_entry_point_or_of_state():
    text = """
        from dataclasses import dataclass
        @dataclass
        class Sum:
            start: int = 0
            total: int = 0
        def work(items, *, times=3, base=0):
            s = Sum()
            s.total += times + base
            return s
        def run(request, strict=True):
            return work(request, base=1)
    """
    assert sorted(found(text, "default_only_parameter")) == [
        "Sum: every object leaves start at its default",
        "work: every call leaves times at its default",
    ]


def test_settings_that_the_brief_does_not_name():
    text = """
        import os
        PREFIX = "JOB_"
        def setting(name, default):
            return os.environ.get(PREFIX + name, default)
        def run(request):
            return os.environ["JOB_URL"], setting("RETRIES", 3), setting("PAUSE", 1), os.getenv("JOB_DEBUG")
    """
    assert len(found(text, "unasked_settings")) == 3
    assert not any("JOB_URL" in message for message in found(text, "unasked_settings"))


def test_what_no_entry_point_leads_to():
    files = {
        "job/__init__.py": "from .work import run\n",
        "job/work.py": """
            class Used:
                def go(self):
                    return 1
            class Idle:
                def stay(self):
                    return [1, 2, 3, 4]
            def run(r):
                return Used().go()
        """,
        "job/store.py": "def save(x):\n    return [x, x, x]\n",
    }
    assert found(files, "unreached_code") == [
        "nothing that the brief asks for imports job/store.py",
        "nothing that the brief asks for uses the class Idle",
    ]


def test_what_is_loaded_at_run_time_counts_as_reached_and_is_told():
    files = {
        "job/__init__.py": "import importlib\ndef run(r):\n    return importlib.import_module('job.' + r).go()\n",
        "job/extra.py": "def go():\n    return [1, 2, 3, 4, 5, 6]\n",
    }
    assert found(files, "run_time_imports") == ["it looks for modules at run time, by import_module"]
    assert found(files, "unreached_code") == []
    assert found("import importlib\ndef run(r):\n    return importlib.import_module('json')\n", "run_time_imports") == []


# ---------------------------------------------------------------- indirection


def test_a_function_that_hands_on_but_not_the_one_that_the_brief_names():
    text = """
        def work(a, b):
            return [a, b]
        def layer(a, b):
            return work(a, b)
        def run(request):
            return layer(request, 1)
    """
    assert found(text, "pass_through") == ["layer only hands its arguments on to work"]
    assert found("def work(request):\n    return 1\ndef run(request):\n    return work(request)\n", "pass_through") == []


def test_inheritance_and_classes_without_state():
    text = """
        class A:
            def f(self):
                return 1
        class B(A):
            pass
        class C(B):
            pass
        class Text:
            def glue(self, parts):
                return " ".join(parts)
        def run(request):
            return C().f(), Text().glue(request)
    """
    signals = {signal for signal, _ in found(text)}
    assert {"deep_inheritance", "stateless_class", "single_caller_wrapper"} <= signals


# ---------------------------------------------------------------- scope and baggage


def test_infrastructure_by_kind_and_what_is_no_infrastructure():
    files = {"job.py": "def run(r):\n    return r\n", "Dockerfile": "FROM x\n", "k8s/a.yaml": "apiVersion: v1\nkind: Pod\n"}
    fine = {"pyproject.toml": "[project]\nname = 'job'\n", "Makefile": "test:\n", ".pre-commit-config.yaml": "repos: []\n"}
    told = found({**files, **fine}, "infrastructure_files")
    assert len(told) == 2 and "does not ask for containers" in told[0]


def test_servers_stores_caches_and_packages_that_are_not_allowed():
    text = """
        import functools, sqlite3
        from http.server import HTTPServer
        import redis
        import pydantic
        @functools.lru_cache
        def slow(x):
            return x
        def run(request):
            return slow(request), sqlite3, HTTPServer, redis, pydantic
    """
    signals = {signal for signal, _ in found(text)}
    assert {"unasked_server", "unasked_storage", "unasked_cache", "foreign_dependency"} <= signals
    allowed = {signal for signal, _ in found("import pydantic\ndef run(r):\n    return pydantic\n", allowed=("pydantic>=2",))}
    assert "foreign_dependency" not in allowed
    assert "unasked_server" not in {s for s, _ in found("import http.client\ndef run(r):\n    return http.client\n")}


def test_declared_and_not_used_but_not_the_tools():
    files = {
        "job.py": "def run(r):\n    return r\n",
        "requirements.txt": "structlog==1\npytest\n",
        "requirements-dev.txt": "mypy\ntox\n",
    }
    assert found(files, "unused_dependency") == ["structlog is declared, and nothing imports it"]


def test_blocks_that_are_there_twice_whatever_their_names():
    body = """
        def {name}({it}):
            total = 0
            for {x} in {it}:
                if {x} > 3 and {x} != 9:
                    total += {x} * 2 + 1
            found = [{x} + 1 for {x} in {it} if {x}]
            rest = sorted(found, key=str)
            return total, found, rest, len({it}) - len(found), max(rest) - min(rest)
    """
    pair = body.format(name="one", it="a", x="b") + body.format(name="two", it="c", x="d")
    text = pair + "\n        def run(r):\n            return one(r), two(r)\n"
    assert found(text, "near_duplicate") == ["two has the same form as one in job.py, line 2"]


# ---------------------------------------------------------------- too little, and own tests


def test_too_little_is_told_and_a_test_beside_the_product_is_none_of_it():
    text = "def run(r):\n    try:\n        return r()\n    except Exception:\n        pass\n"
    assert {"swallowed_error", "no_own_tests", "no_decisions"} == {signal for signal, _ in found(text)}


@pytest.mark.parametrize("path", ["test_job.py", "tests/helpers.py", "checks.py"])
def test_tests_are_told_by_name_place_and_imports(path):
    test = """
        import pytest
        from abc import ABC, abstractmethod
        class Base(ABC):
            @abstractmethod
            def f(self): ...
        class TestIt(Base):
            def f(self): ...
    """
    reading = read({"job.py": "def run(r):\n    return r\n", path: test})
    assert reading.figures["files"] == 1 and reading.figures["tests"] > 0
    assert not [each for each in reading.findings if each["file"] == path]


# ---------------------------------------------------------------- other languages


def test_typescript_and_go_are_read_for_size_packages_and_repeated_blocks():
    block = """
        const kept: number[] = [];
        for (const item of items) {
          if (item > 3 && item !== 9) { kept.push(item * 2 + 1); }
        }
        const rest: number[] = [];
        for (const item of items) {
          if (item > 3 && item !== 9) { rest.push(item * 2 + 1); }
        }
        return kept.filter((k) => k > 1).map((k) => k + 1).sort();
    """
    function = "\nfunction {}(items: number[]) {{{}}}\n"
    typescript = "import express from 'express';" + function.format("one", block) + function.format("two", block)
    go = 'package main\n\nimport (\n\t"fmt"\n\t"github.com/go-redis/redis"\n)\n\nfunc main() { fmt.Println(redis.Nil) }\n'
    package = '{"dependencies": {"express": "4", "leftpad": "1"}}'
    reading = read({"a.ts": typescript, "b.go": go, "package.json": package, "Dockerfile": "FROM node\n"})
    assert set(reading.languages) == {"TypeScript", "Go"} and reading.figures["definitions"] >= 3
    assert {"unasked_server", "near_duplicate", "unused_dependency", "infrastructure_files"} <= {
        e["signal"] for e in reading.findings
    }
