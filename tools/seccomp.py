#!/usr/bin/env python3
"""Compile harness/sandbox/seccomp.json, the profile that Docker reads, to the filters that bubblewrap takes.

The results are committed, so nobody needs this at run time. `--check` says whether they are up to date.

A filter is classic BPF over `struct seccomp_data`: number (0), architecture (4), arguments (16, eight bytes each).
"""

import json
import struct
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

TOOLS = Path(__file__).parent
HERE = TOOLS.parent / "harness" / "sandbox"
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000  # a second way into an x86_64 kernel, with numbers of its own

LOAD, AND, RETURN = 0x20, 0x54, 0x06  # of a word; with a constant
EQUAL, GREATER, AT_LEAST = 0x15, 0x25, 0x35
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
ENOSYS = 38

Instruction = tuple[int, int, int, int]
"""What to do, how many instructions to jump over where it holds, and where not, and the constant."""


def numbers(machine: str) -> dict[str, int]:
    """System calls by name."""
    column = 1 + list(AUDIT_ARCH).index(machine)
    rows = (line.split("\t") for line in (TOOLS / "syscalls.tsv").read_text("ascii").splitlines() if line[0] != "#")
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


def compiled(profile: dict, machine: str) -> bytes:
    """The profile as a filter for one architecture."""
    code = [*_program(profile, machine)]
    assert len(code) <= 4096
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)


def _program(profile: dict, machine: str) -> Iterator[Instruction]:
    known = numbers(machine)
    plain: set[int] = set()
    others: dict[int, list[dict]] = {}
    for entry in profile["syscalls"]:
        for name in entry["names"]:
            if name not in known:
                continue
            if entry["action"] == "SCMP_ACT_ALLOW" and not entry.get("args"):
                plain.add(known[name])
            else:
                others.setdefault(known[name], []).append(entry)
    denied = (RETURN, 0, 0, ERRNO | profile["defaultErrnoRet"])

    yield LOAD, 0, 0, 4
    yield EQUAL, 1, 0, AUDIT_ARCH[machine]
    yield RETURN, 0, 0, KILL
    yield LOAD, 0, 0, 0
    if machine == "x86_64":
        yield AT_LEAST, 0, 1, X32
        yield RETURN, 0, 0, KILL
    # Of a call that is newer than this list a C library wants to hear that there is no such call.
    yield GREATER, 0, 1, max(known.values())
    yield RETURN, 0, 0, ERRNO | ENOSYS
    for number, entries in sorted(others.items()):
        block = [instruction for entry in entries for instruction in _entry(entry)]
        yield EQUAL, 0, len(block) + 1, number
        yield from block
        yield denied
    for first, last in _ranges(sorted(plain)):
        yield GREATER, 3, 0, last
        yield AT_LEAST, 0, 1, first
        yield RETURN, 0, 0, ALLOW
        yield denied
    yield denied


def _ranges(ascending: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = ascending[0]
    for number in ascending[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def _entry(entry: dict) -> list[Instruction]:
    """One rule: its action where all of its comparisons hold, else what comes after it."""
    action = ALLOW if entry["action"] == "SCMP_ACT_ALLOW" else ERRNO | entry["errnoRet"]
    code: list[Instruction] = [(RETURN, 0, 0, action)]
    for argument in reversed(entry.get("args") or ()):
        masked = argument["op"] == "SCMP_CMP_MASKED_EQ"  # the profile's `value` is the mask there
        assert masked or argument["op"] == "SCMP_CMP_EQ", argument
        mask = argument["value"] if masked else (1 << 64) - 1
        want = argument["valueTwo"] if masked else argument["value"]
        for shift, offset in ((0, 0), (32, 4)):  # both halves, the lower one last
            half = (mask >> shift) & 0xFFFFFFFF
            here: list[Instruction] = [(LOAD, 0, 0, 16 + 8 * argument["index"] + offset)]
            if half != 0xFFFFFFFF:
                here.append((AND, 0, 0, half))
            here.append((EQUAL, 0, len(code), (want >> shift) & 0xFFFFFFFF))
            code = here + code
    return code


def main() -> int:
    profile = json.loads((HERE / "seccomp.json").read_text("utf-8"))
    stale = []
    for machine in AUDIT_ARCH:
        place, made = HERE / f"seccomp.{machine}.bpf", compiled(profile, machine)
        if not place.exists() or place.read_bytes() != made:
            stale.append(place.name)
            if "--check" not in sys.argv:
                place.write_bytes(made)
    if stale and "--check" in sys.argv:
        print(f"out of date: {', '.join(stale)}; run tools/seccomp.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
