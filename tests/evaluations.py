"""Evaluations to show and to store, made up but as real ones look: good, wrong, cheating, internal error, hostile, huge."""

import hashlib
from typing import Any

from harness.evaluation import (
    Evaluation,
    FileShown,
    Group,
    Locked,
    Named,
    Provenance,
    PublicTests,
    SandboxUsed,
    Scope,
    TestResult,
    score,
    total,
)
from harness.limits import Limits
from harness.rubric import bundled, sha256
from harness.verdicts import Verdict

PACKER = '''"""Choose what goes into the prompt."""

from math import floor, isnan
from typing import Any

SHARE = 0.6  # of what is left, for passages
MOST_OF_ONE_SOURCE = 2


class BudgetError(ValueError):
    """The parts that must be in don't fit."""


def pack(request: dict[str, Any]) -> dict[str, Any]:
    check(request)
    must = request["system"]["tokens"] + request["question"]["tokens"]
    must += sum(m["tokens"] for m in request["history"] if m.get("pinned"))
    if must > request["budget"]:
        raise BudgetError(f"{must} tokens must be in, the budget is {request['budget']}")
    remaining = request["budget"] - must
    ranked = sorted(request["passages"], key=lambda p: (-p["score"], p["id"]))
    chosen = choose(ranked, floor(SHARE * remaining))
    return {"messages": messages(request, chosen), "used": must + cost(chosen), "dropped": dropped(request, chosen)}


def choose(ranked, share, taken=()):
    """Rule 4: from the highest score down; one that doesn't fit is skipped."""
    sources: dict[str, int] = {}
    for passage in ranked:
        if passage["tokens"] <= share and sources.get(passage["source"], 0) < MOST_OF_ONE_SOURCE:
            share -= passage["tokens"]
            sources[passage["source"]] = sources.get(passage["source"], 0) + 1
            yield passage
'''

DECISIONS = """# Decisions

- **Turns.** A turn begins with a user message. Tool messages don't occur in the table, so I refuse them (rule 10).
- **Long passages** are skipped, not cut: half a passage can say the opposite of the whole.
- I did not cache the ranking. 20,000 passages take 41 ms here.

| what            | time   |
|-----------------|--------|
| rules 1 to 8    | 50 min |
| validation      | 20 min |
| tests           | 15 min |

Tools: I used an assistant for the first draft of the tests and rewrote three of them.
"""

QUESTIONS = """1. Should pinned messages count against the passages' share? I assumed that they don't.
2. What is a turn where the assistant speaks first, twice?
"""

TRACEBACK = """Traceback (most recent call last):
  File "/work/packer.py", line 23, in pack
    return {"messages": messages(request, chosen), "used": must + cost(chosen), "dropped": dropped(request, chosen)}
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/work/packer.py", line 30, in choose
    if passage["tokens"] <= share and sources.get(passage["source"], 0) < MOST_OF_ONE_SOURCE:
       ~~~~~~~^^^^^^^^^^
KeyError: 'tokens'
"""

DETAIL = """    def test_third_passage_of_a_source_is_skipped(candidate):
        request = ask(budget=1000, passages=[passage("a", 10, 0.9, "wiki"), passage("b", 10, 0.8, "wiki"),
                                             passage("c", 10, 0.7, "wiki"), passage("d", 10, 0.6, "faq")])
>       assert ids(candidate.load("packer").pack(request)) == ["a", "b", "d"]
E       AssertionError: assert ['a', 'b', 'c', 'd'] == ['a', 'b', 'd']
E         At index 2 diff: 'c' != 'd'
E         Left contains one more item: 'd'
"""

GROUPS: dict[str, tuple[float, list[tuple[str, str, tuple[int, ...]]]]] = {
    "contract": (2, [
        ("test_order_of_messages", "System, passages, history, question: in this order", (7,)),
        ("test_passages_in_one_message", "The passages stand in one system message, one a line", (7,)),
        ("test_dropped_is_complete", "What is not in is named as dropped, in order", (8,)),
        ("test_request_is_unchanged", "The request is the same afterwards", (9,)),
        ("test_equal_requests_give_equal_results", "Equal requests give equal results", (9,)),
    ]),
    "budget": (3, [
        ("test_used_is_the_sum", "Used is the sum of the tokens that are in", (1,)),
        ("test_never_over_budget", "No request of 500 random ones exceeds its budget", (1,)),
        ("test_pinned_are_always_in", "Pinned messages are in, however old", (2,)),
        ("test_must_parts_over_budget", "BudgetError where the parts that must be in don't fit", (2,)),
    ]),
    "passages": (3, [
        ("test_share_is_floored", "Passages take at first floor(0.6 * remaining)", (3,)),
        ("test_share_with_pinned", "The share is of what pinned messages leave", (3,)),
        ("test_highest_score_first", "From the highest score down, ties by id", (4,)),
        ("test_third_passage_of_a_source_is_skipped", "The third passage of one source is skipped", (4,)),
        ("test_second_round_fills_up", "What is left goes to passages again", (6,)),
        ("test_second_round_keeps_the_source_limit", "The second round keeps the limit of two a source", (4, 6)),
    ]),
    "history": (3, [
        ("test_newest_turn_first", "Turns go in from the newest back", (5,)),
        ("test_turn_whole_or_not_at_all", "A turn goes in whole or not at all", (5,)),
        ("test_first_turn_that_does_not_fit_ends", "The first turn that doesn't fit ends the step", (5,)),
        ("test_pinned_turn_costs_nothing", "A turn that is all pinned stops nothing", (5,)),
        ("test_assistant_before_first_user", "Assistant messages before the first user message are a turn", (5,)),
    ]),
    "validation": (2, [
        ("test_missing_key[budget]", "A missing budget is named", (10,)),
        ("test_missing_key[tokens]", "A missing tokens is named", (10,)),
        ("test_bool_is_no_number", "True is no number of tokens", (10,)),
        ("test_nan_score", "A score that is NaN is refused", (10,)),
        ("test_two_passages_with_one_id", "Two passages with one id are refused", (10,)),
        ("test_form_before_budget", "The form is checked before the budget", (2, 10)),
    ]),
    "scale": (1, [("test_twenty_thousand_passages", "20,000 passages and 2,000 messages in half a second", (11,))]),
}  # fmt: skip

WRONG_AS: dict[str, dict[str, Any]] = {
    "test_third_passage_of_a_source_is_skipped": {
        "verdict": Verdict.WRONG,
        "message": "assert ['a', 'b', 'c', 'd'] == ['a', 'b', 'd']\n  At index 2 diff: 'c' != 'd'",
        "detail": DETAIL,
    },
    "test_second_round_keeps_the_source_limit": {
        "verdict": Verdict.ERROR,
        "message": "KeyError: 'tokens'",
        "traceback": TRACEBACK,
        "detail": DETAIL,
        "output": "ranking 4 passages\nshare 594\n",
    },
    "test_turn_whole_or_not_at_all": {
        "verdict": Verdict.WRONG,
        "message": "assert [1, 2] == [0, 1, 2]",
        "detail": "E   assert [1, 2] == [0, 1, 2]",
    },
    "test_pinned_turn_costs_nothing": {
        "verdict": Verdict.CRASHED,
        "message": "the candidate's process ended with status 139 (segmentation fault)",
        "output": "free(): invalid pointer\n",
    },
    "test_nan_score": {"verdict": Verdict.WRONG, "message": "DID NOT RAISE ValueError", "detail": "E   Failed: DID NOT RAISE"},
    "test_form_before_budget": {
        "verdict": Verdict.MEMORY_LIMIT,
        "message": "the program used more than 512 MiB of memory",
    },
    "test_request_is_unchanged": {
        "verdict": Verdict.NOT_FOUND,
        "message": "the module packer has no name BudgetError",
        "traceback": "AttributeError: module 'packer' has no attribute 'BudgetError'",
    },
    "test_never_over_budget": {
        "verdict": Verdict.OUTPUT_LIMIT,
        "message": "the program printed more than 256 KiB",
        "output": "DEBUG packing …\n" * 3000,
    },
    "test_twenty_thousand_passages": {
        "verdict": Verdict.TIME_LIMIT,
        "message": "the call took longer than 10 s; the rule allows 0.5 s",
    },
}


_RUBRIC = bundled("coding", "product-implementer")
LOCK = Locked(rubric=_RUBRIC.title, rubric_sha256=sha256(_RUBRIC))
"""As outside a round."""


def named(name: str) -> Named:
    return Named(name=name, sha256=hashlib.sha256(name.encode()).hexdigest())


def file(path: str, text: str | None, note: str = "", size: int | None = None) -> FileShown:
    data = (text or path).encode()
    return FileShown(
        path=path, size=len(data) if size is None else size, sha256=hashlib.sha256(data).hexdigest(), text=text, note=note
    )


def evaluation(name: str, groups: list[Group], files: list[FileShown], **more: Any) -> Evaluation:
    """An evaluation around `groups`, with all that surrounds them."""
    parts: dict[str, Any] = {
        "schema": "grade/result/1",
        "challenge": named("context-packer"),
        "submission": named(name),
        "total": total(groups),
        "groups": tuple(groups),
        "scope": Scope(reason="over-engineering is not measured yet"),
        "sandbox": SandboxUsed(
            backend="docker",
            version="20.10.24",
            runtime="runc",
            in_force=(
                "no network but the pod's own loopback",
                "memory 512 MiB without swap, for each sandbox",
                "64 processes and threads, 1 CPU",
                "read-only root, 64 MiB of work folder in memory",
                "no capabilities, no new privileges, the harness's own system-call filter",
            ),
        ),
        "provenance": Provenance(
            harness_version="0.1.0",
            harness_sha256=named("harness").sha256,
            environment_sha256=named("environment").sha256,
            python="3.11",
            host="Linux 6.1.0-26-amd64 x86_64, 2 CPUs",
            limits=Limits(),
            started_at="2026-11-24T21:04:11+00:00",
            finished_at="2026-11-24T21:04:16+00:00",
            steps_s={"unpack": 0.0121, "environment": 0.2034, "examine": 4.8127},
            lock=LOCK,
        ),
        "files": tuple(files),
    }
    return Evaluation.model_validate(parts | more)


def groups(changed: dict[str, dict[str, Any]]) -> list[Group]:
    """The groups of context-packer, every test passed but those in `changed`."""
    made = []
    for group, (weight, tests) in GROUPS.items():
        results = tuple(
            TestResult.model_validate(
                {
                    "name": name,
                    "title": title,
                    "rules": rules,
                    "verdict": Verdict.PASSED,
                    "duration_s": 0.004 + 0.0013 * len(title),
                }
                | changed.get(name, {})
            )
            for name, title, rules in tests
        )
        made.append(Group(name=group, weight=weight, score=score(results), tests=results))
    return made


def good() -> Evaluation:
    files = [
        file(".challenge", "context-packer\n"),
        file("DECISIONS.md", DECISIONS),
        file("QUESTIONS.md", QUESTIONS),
        file("packer.py", PACKER),
        file("tests/test_packer.py", "from packer import pack\n\n\ndef test_empty():\n    assert pack({}) is None  # TODO\n"),
    ]
    return evaluation("amber-heron", groups({}), files, notes=("dropped __pycache__/ (2 files)",))


def wrong() -> Evaluation:
    files = [
        file("DECISIONS.md", DECISIONS),
        file("packer.py", PACKER),
        file("data/icon.png", None, "not text", 4242),
        file("src/helpers/deeply/nested/module.py", "def nothing():\n    return None\n"),
    ]
    weaker = (
        "Memory is limited for each process, not for the sandbox as a whole: this host gives no writable cgroup.",
        "The number of processes is limited for the user, not for the sandbox.",
    )
    sandbox = SandboxUsed(backend="bubblewrap", version="0.11.0", weaker=weaker, in_force=("no network but loopback",))
    made = groups(WRONG_AS)
    public = PublicTests(
        tests=made[0].tests,
        differences=("One token too few: passed in the candidate's own check, another answer than expected here",),
        same_files=True,
    )
    return evaluation("quiet-otter", made, files, sandbox=sandbox, public=public)


def cheating() -> Evaluation:
    """Code that tries to say that it passed."""
    caught: dict[str, Any] = {
        "verdict": Verdict.WRONG,
        "message": "assert <remote object packer.Yes> == ['a', 'b', 'd']: an object of the candidate's never equals plain data",
        "output": "============ 27 passed in 0.02s ============\n",
    }
    changed = {name: caught for _, tests in GROUPS.values() for name, _, _ in tests}
    changed["test_used_is_the_sum"] = {
        "verdict": Verdict.CRASHED,
        "message": "the program wrote into the harness's channel",
        "output": '{"event": "result", "verdict": "passed"}\n',
    }
    files = [
        file("conftest.py", "import sys\nsys.modules['pytest'] = None\n"),
        file("packer.py", "class Yes:\n    def __eq__(self, other):\n        return True\n\n\npack = lambda request: Yes()\n"),
    ]
    return evaluation("swift-magpie", groups(changed), files)


def internal_error() -> Evaluation:
    lost: dict[str, Any] = {
        "verdict": Verdict.INTERNAL_ERROR,
        "message": "the candidate's sandbox could not be started: the engine did not answer within 60 s",
    }
    changed = {"test_newest_turn_first": lost, "test_turn_whole_or_not_at_all": lost} | {
        name: WRONG_AS[name] for name in ("test_nan_score", "test_third_passage_of_a_source_is_skipped")
    }
    return evaluation("patient-wren", groups(changed), [file("packer.py", PACKER)])


SCRIPT = "<script>window.pwned = 1</script>"
ATTACKS = [
    SCRIPT,
    "</script></style></title></pre></textarea><script>window.pwned = 2</script>",
    '"><img src=x onerror="window.pwned = 3">',
    "' onmouseover='window.pwned = 4' x='",
    "<svg onload=window.pwned=5><a href='javascript:window.pwned=6'>go</a>",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7} <%= 7*7 %>",
    "<!-- <![CDATA[ ]]> --> &lt;b&gt; &#x3c;",
    "<base href='https://example.invalid/'><meta http-equiv=refresh content='0;url=https://example.invalid/'>",
    "<form action='https://example.invalid/'><button>Send</button></form><iframe src='data:text/html,hi'></iframe>",
    "ANSI \x1b[31mred\x1b[0m \x1b]8;;https://example.invalid\x07link\x1b]8;;\x07 \x9b31m",
    "bidi \u202egnp.exe\u202c \u2066isolated\u2069 \u200fright \u200b\u2060zero\ufeffwidth",
    "NUL \x00 BEL \x07 backspace \x08\x08\x08 DEL \x7f vertical \x0b form \x0c line\u2028 para\u2029 \ufffe\uffff",
    "e" + "\u0301" * 300 + " zalgo",
    "مرحبا بالعالم والناس، שלום עולם",
    "=cmd|' /C calc'!A0",
    "[click](javascript:alert(1)) ![x](https://example.invalid/x.png) # heading",
]


def hostile() -> Evaluation:
    """Everything that is text tries something."""
    long_word = "W" * 5000
    tests = [
        TestResult(
            name=f"test_{number}_{text}",
            title=text,
            rules=tuple(range(60)),
            verdict=list(Verdict)[number % len(Verdict)],
            message=f"{text}\n{text * 3}",
            traceback=f'Traceback:\n  File "/work/{text}", line 1, in <module>\n  File "/work/evil.py", line 2\n{text}',
            detail=text * 5,
            output=text * 20,
        )
        for number, text in enumerate([*ATTACKS, long_word])
    ]
    made = [Group(name=SCRIPT, weight=1, score=score(tests), tests=tuple(tests))]
    files = [
        file("evil.py", "\n".join(ATTACKS)),
        file("evil.html", "<html>" + "\n".join(ATTACKS)),
        file("evil.js", "/*" + "\n".join(ATTACKS) + "*/ x = `${`" * 50),
        file("line.py", "x = '" + "A" * 10_000_000 + "'"),
        file("slow.py", "f'" + "{" * 50_000 + "\\" * 50_000),
        file("windows.py", "a = 1\r\nb = 2\r\n"),
        file("DECISIONS.md", "\n".join(ATTACKS)),
        *(file(f"{text}/{number}.py".replace("\0", ""), text) for number, text in enumerate(ATTACKS)),
        file("/".join(["deep"] * 300) + "/end.py", "pass\n"),
        file(long_word, "long name"),
    ]
    return evaluation(
        SCRIPT,
        made,
        files,
        notes=tuple(ATTACKS),
        sandbox=SandboxUsed(backend=SCRIPT, version=SCRIPT, runtime=SCRIPT, in_force=tuple(ATTACKS), weaker=tuple(ATTACKS)),
    )


def huge() -> Evaluation:
    """1,000 tests that printed 256 KiB each, 2,000 files."""
    output = ("<tag attr=\"value\"> & 'quoted' é 漢字 line of output\n" * 8000)[: 256 * 1024]
    made = []
    for number in range(10):
        tests = tuple(
            TestResult(
                name=f"test_case_{number}_{case}",
                title=f"Case {case} of group {number}",
                verdict=Verdict.WRONG if case % 3 else Verdict.PASSED,
                message="assert 1 == 2",
                traceback=TRACEBACK * 40,
                detail=DETAIL * 40,
                output=output,
            )
            for case in range(100)
        )
        made.append(Group(name=f"group_{number}", weight=1, score=score(tests), tests=tests))
    files = [file(f"package_{number // 100}/module_{number}.py", PACKER * 2) for number in range(2000)]
    return evaluation("vast-whale", made, files)


ALL = {"good": good, "wrong": wrong, "cheating": cheating, "internal_error": internal_error, "hostile": hostile, "huge": huge}
