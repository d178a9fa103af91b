"""A base image of Debian's packages, for machines that reach Debian's mirrors but no image registry."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from harness.environments import cache, engine
from harness.environments.contents import digest
from harness.errors import HarnessError
from harness.sandbox import Progress

SUITES = {"3.11": "bookworm", "3.13": "trixie"}
"""Debian's releases, by the Python that they bring."""

PACKAGES = ("python3", "python3-venv", "python3-pip", "ca-certificates")

# mmdebstrap brings this machine's resolver and name along; the rest is bulk, or a bar to `pip install` in a Dockerfile.
CLEAN = """#!/bin/sh
set -eu
rm -f "$1"/etc/resolv.conf "$1"/etc/hostname "$1"/usr/lib/python3*/EXTERNALLY-MANAGED
rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/var/log/* "$1"/usr/share/doc/* "$1"/usr/share/man/*
ln -s python3 "$1"/usr/bin/python
"""


def name(version: str) -> str:
    return engine.tag("debian", digest("debian", SUITES.get(version, version), PACKAGES, CLEAN))


def provide(client: engine.Client, version: str, progress: Progress) -> str:
    image = name(version)
    suite = SUITES.get(version)
    if suite is None:
        raise HarnessError(
            f"the challenge wants Python {version}; no registry answers, and Debian's packages bring only "
            f"{' and '.join(SUITES)}. Pull python:{version}-slim-bookworm where there is a network, or let "
            "GRADE_REGISTRY name a registry that has it."
        )
    if shutil.which("mmdebstrap") is None:
        raise HarnessError(
            f"no registry answers with python:{version}-slim-bookworm, and mmdebstrap isn't there to make a base "
            "image from Debian packages. Install it (apt-get install mmdebstrap), or let GRADE_REGISTRY name a "
            "registry that answers."
        )
    with cache.lock(image.replace("/", "-"), progress):
        if engine.find(client, image) is None:
            progress(f"making a base image of Debian {suite} (a minute or two, once)")
            _make(client, suite, image)
    return image


def _make(client: engine.Client, suite: str, image: str) -> None:
    with tempfile.TemporaryDirectory(prefix="grade-") as work:
        clean, root = Path(work, "clean"), Path(work, "root.tar")
        clean.write_text(CLEAN)
        clean.chmod(0o755)
        command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(PACKAGES)}"]
        command += [f'--customize-hook={clean} "$1"', suite, str(root)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
        if done.returncode:
            last = "\n".join(done.stderr.strip().splitlines()[-5:])
            raise HarnessError(f"mmdebstrap can't make a base image of Debian {suite}:\n{last}")
        # By a build rather than an import, for the labels.
        context = engine.Context()
        context.add_path(root, "root.tar")
        context.add("Dockerfile", b'FROM scratch\nADD root.tar /\nCMD ["python3"]\n')
        engine.build(client, context, image, {engine.LABEL: "debian"})
