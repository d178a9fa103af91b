"""The committed filters: up to date, and of one mind with the profile that Docker reads, on both architectures."""

import importlib.util
import json
import struct
import sys
from pathlib import Path
from types import ModuleType

import pytest

from harness.sandbox import seccomp

ROOT = Path(__file__).parents[2]
MACHINES = ("x86_64", "aarch64")
ALLOWED, NO_SUCH_CALL, REFUSED, KILLED = "allowed", 38, 1, "killed"


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("seccomp_tool", ROOT / "tools" / "seccomp.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tool = load_tool()


def outcome(program: bytes, machine: str, name: str | int, *arguments: int, arch: int | None = None) -> str | int:
    """What the kernel would do: a small interpreter of the instructions that a filter may hold."""
    number = tool.numbers(machine)[name] if isinstance(name, str) else name
    given = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("<IIQ6Q", number, arch or tool.AUDIT_ARCH[machine], 0, *given)
    code = list(struct.iter_unpack("<HBBI", program))
    at, accumulator = 0, 0
    while True:
        what, yes, no, constant = code[at]
        at += 1
        if what == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, constant)
        elif what == 0x54:
            accumulator &= constant
        elif what == 0x06:
            kind, value = constant & 0xFFFF0000, constant & 0xFFFF
            return {0x7FFF0000: ALLOWED, 0x00050000: value, 0x80000000: KILLED}[kind]
        else:
            holds = {0x15: accumulator == constant, 0x25: accumulator > constant, 0x35: accumulator >= constant}[what]
            at += yes if holds else no


@pytest.mark.parametrize("machine", MACHINES)
def test_committed_filter_is_what_the_tool_makes_of_the_profile(machine: str) -> None:
    made = tool.compiled(json.loads(seccomp.profile()), machine)
    assert seccomp.compiled(machine) == made, "run tools/seccomp.py"


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_without_conditions_is_decided_as_the_profile_says(machine: str) -> None:
    program = seccomp.compiled(machine)
    assert program
    entries = json.loads(seccomp.profile())["syscalls"]
    plain = {name for entry in entries if not entry.get("args") for name in entry["names"] if "ALLOW" in entry["action"]}
    conditional = {name for entry in entries for name in entry["names"]} - plain
    numbers = tool.numbers(machine)
    assert len(numbers) > 300
    for name in numbers.keys() - conditional:
        assert outcome(program, machine, name) == (ALLOWED if name in plain else REFUSED), name


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("socket", (1, 1, 0), ALLOWED),
        ("socket", (2, 1 | 0o2000000, 0), ALLOWED),  # SOCK_CLOEXEC
        ("socket", (2, 1, 6), ALLOWED),
        ("socket", (2, 2, 17), ALLOWED),
        ("socket", (10, 2, 0), ALLOWED),
        ("socket", (16, 3, 0), ALLOWED),
        ("socket", (16, 3, 9), REFUSED),  # NETLINK_AUDIT
        ("socket", (2, 3, 1), REFUSED),  # raw
        ("socket", (2, 1, 132), REFUSED),  # SCTP
        ("socket", (10, 6, 33), REFUSED),  # DCCP
        ("socket", (40, 1, 0), REFUSED),  # AF_VSOCK
        ("socket", (38, 5, 0), REFUSED),  # AF_ALG
        ("socket", (17, 3, 0), REFUSED),  # AF_PACKET
        ("socket", ((1 << 32) | 1, 1, 0), REFUSED),
        ("socketpair", (1, 1, 0), ALLOWED),
        ("socketpair", (30, 1, 0), REFUSED),  # AF_TIPC
        ("clone", (0x01200011,), ALLOWED),  # fork
        ("clone", (0x003D0F00,), ALLOWED),  # a thread
        ("clone", (0x10000011,), REFUSED),  # CLONE_NEWUSER
        ("clone", (0x20000011,), REFUSED),  # CLONE_NEWPID
        ("clone", (0x00020011,), REFUSED),  # CLONE_NEWNS
        ("clone", (0x40000011,), REFUSED),  # CLONE_NEWNET
        ("clone3", (0, 88), NO_SUCH_CALL),
        ("personality", (0,), ALLOWED),
        ("personality", (0x0040000,), REFUSED),  # ADDR_NO_RANDOMIZE
        ("unshare", (0,), REFUSED),
        ("ptrace", (0,), REFUSED),
        ("io_uring_setup", (1,), REFUSED),
        ("mount", (), REFUSED),
        ("keyctl", (), REFUSED),
        (9999, (), NO_SUCH_CALL),
    ],
)
def test_calls_with_conditions(machine: str, name: str | int, arguments: tuple[int, ...], expected: str | int) -> None:
    program = seccomp.compiled(machine)
    assert program
    assert outcome(program, machine, name, *arguments) == expected


def test_other_ways_into_the_kernel_are_closed() -> None:
    program = seccomp.compiled("x86_64")
    assert program
    assert outcome(program, "x86_64", "getpid", arch=0x40000003) == KILLED  # 32-bit x86
    assert outcome(program, "x86_64", 0x40000000 + 39) == KILLED  # x32
    assert outcome(seccomp.compiled("aarch64") or b"", "aarch64", "getpid", arch=0x40000028) == KILLED  # 32-bit ARM


def test_there_is_none_for_an_unknown_architecture() -> None:
    assert seccomp.compiled("pdp11") is None
