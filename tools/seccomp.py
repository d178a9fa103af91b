"""Compile harness/sandbox/seccomp.json, the profile that Docker reads, to the filters that bubblewrap takes.

Needs libseccomp and the package pyseccomp; the results are committed, so that nobody else does. `--check` says whether they are
up to date.
"""

import json
import sys
import tempfile
from pathlib import Path

import pyseccomp

HERE = Path(__file__).parents[1] / "harness" / "sandbox"
ARCHES = {"x86_64": pyseccomp.Arch.X86_64, "aarch64": pyseccomp.Arch.AARCH64}
COMPARE = {"SCMP_CMP_EQ": pyseccomp.EQ, "SCMP_CMP_NE": pyseccomp.NE, "SCMP_CMP_MASKED_EQ": pyseccomp.MASKED_EQ}


def compiled(profile: dict, arch: int) -> bytes:
    """The profile as a BPF program for one architecture."""
    denied = pyseccomp.ERRNO(profile["defaultErrnoRet"])
    rules = pyseccomp.SyscallFilter(denied)
    if not rules.exist_arch(arch):
        rules.add_arch(arch)
    for other in (pyseccomp.Arch.NATIVE, *ARCHES.values()):
        if other != arch and rules.exist_arch(other) and pyseccomp.system_arch() != arch:
            rules.remove_arch(other)
    for entry in profile["syscalls"]:
        action = pyseccomp.ALLOW if entry["action"] == "SCMP_ACT_ALLOW" else pyseccomp.ERRNO(entry["errnoRet"])
        if action == denied:
            continue
        for name in entry["names"]:
            if pyseccomp.resolve_syscall(arch, name) >= 0:
                rules.add_rule(action, name, *[_argument(each) for each in entry.get("args", ())])
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _argument(found: dict) -> pyseccomp.Arg:
    if found["op"] == "SCMP_CMP_MASKED_EQ":  # the profile's `value` is the mask there
        return pyseccomp.Arg(found["index"], COMPARE[found["op"]], found["value"], found["valueTwo"])
    return pyseccomp.Arg(found["index"], COMPARE[found["op"]], found["value"])


def main() -> int:
    profile = json.loads((HERE / "seccomp.json").read_text("utf-8"))
    stale = []
    for name, arch in ARCHES.items():
        place, made = HERE / f"seccomp.{name}.bpf", compiled(profile, arch)
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
