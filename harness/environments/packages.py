"""Python packages, resolved and unpacked on the host with uv, for whatever Python and platform a sandbox has.

Nothing is downloaded inside a sandbox or an image's build, so the host's proxies, CA bundle and index settings are
used as they are and never get into an environment. Only wheels are taken: no package's own code runs on the host.
"""

import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import uv

from harness.errors import GradeError, HarnessError

_TIMEOUT_S = 1800


def resolve(requirements: Sequence[str], fixed: Sequence[str], python: str, platform: str) -> tuple[str, ...]:
    """`requirements` with all that they need, as "name==version". What `fixed` has keeps its version."""
    if not requirements:
        return ()
    with tempfile.TemporaryDirectory(prefix="grade-") as work:
        wanted, constraints = Path(work, "wanted.txt"), Path(work, "fixed.txt")
        wanted.write_text("".join(f"{line}\n" for line in requirements))
        constraints.write_text("".join(f"{line}\n" for line in fixed))
        found = _uv(
            ["compile", str(wanted), "--constraint", str(constraints), "--no-header", "--no-annotate", "-q"],
            python,
            platform,
            requirements,
        )
    return tuple(line for line in found.splitlines() if line and not line.startswith(("#", "-")))


def unpack(pins: Sequence[str], python: str, platform: str, into: Path) -> None:
    """Unpack exactly `pins` below `into`, a site-packages folder; console scripts go to `into`/bin."""
    if not pins:
        return
    with tempfile.TemporaryDirectory(prefix="grade-") as work:
        listed = Path(work, "pins.txt")
        listed.write_text("".join(f"{pin}\n" for pin in pins))
        # copy: a hard link would let a change of rights here reach uv's own cache, and the other way round.
        target = ["--target", str(into), "--link-mode", "copy", "--no-deps", "-q"]
        _uv(["install", "-r", str(listed), *target], python, platform, pins)
    for leftover in (".lock", ".gitignore", "CACHEDIR.TAG"):
        (into / leftover).unlink(missing_ok=True)


def move_scripts(scripts: Path, into: Path, python: str) -> None:
    """Move console scripts, and let them name `python` instead of the interpreter that unpacked them."""
    if not scripts.is_dir():
        return
    into.mkdir(parents=True, exist_ok=True)
    for script in scripts.iterdir():
        first, newline, rest = script.read_bytes().partition(b"\n")
        if first.startswith(b"#!") and b"python" in first:
            script.write_bytes(b"#!" + python.encode() + newline + rest)
        shutil.move(script, into / script.name)
    scripts.rmdir()


def _uv(arguments: list[str], python: str, platform: str, asked: Sequence[str]) -> str:
    target = ["--python-version", python, "--python-platform", platform, "--only-binary", ":all:"]
    command = [
        uv.find_uv_bin(),
        "pip",
        *arguments,
        *target,
        "--python",
        sys.executable,
        "--no-config",
        "--color=never",
    ]
    try:
        done = subprocess.run(
            command,
            env=settings(os.environ),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired:
        raise HarnessError(f"installing {', '.join(asked)} took over {_TIMEOUT_S // 60} minutes; try again") from None
    if done.returncode:
        raise _explain(done.stderr, python, platform, asked)
    return done.stdout


_NETWORK = re.compile(
    r"error sending request|failed to fetch|dns error|timed? ?out|connection|certificate|network|"
    r"status (?:code|server|client)|could ?n.t connect",
    re.IGNORECASE,
)


def _explain(said: str, python: str, platform: str, asked: Sequence[str]) -> GradeError:
    """uv's words, and whose fault it is: a wrong package is the challenge's, a missing index the machine's."""
    words = " ".join(said.split()).removeprefix("error: ")
    wanted = ", ".join(asked)
    if "No solution found" in words:
        words = words.partition("cause: ")[2] or words
        remedy = "Correct the packages in challenge.yaml; the examiner needs pytest, hypothesis and httpx besides."
        if re.search("no (usable )?wheels", words):
            remedy = (
                f"Only wheels are used: name a version that has one for Python {python} on {platform}, "
                "or install the package in a Dockerfile of the challenge's own."
            )
        return GradeError(f"these packages can't be installed together: {wanted}. {words} {remedy}")
    if _NETWORK.search(words):
        return HarnessError(
            f"the package index can't be reached to install {wanted}: {words}. Check the network and this "
            "machine's settings of pip or uv (index, proxy, certificates); then try again."
        )
    return HarnessError(f"uv can't install {wanted}: {words}")


_FROM_PIP = {
    "index_url": "UV_DEFAULT_INDEX",
    "extra_index_url": "UV_INDEX",
    "find_links": "UV_FIND_LINKS",
    "no_index": "UV_NO_INDEX",
    "constraint": "UV_CONSTRAINT",
    "cert": "SSL_CERT_FILE",
}


def settings(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with what this machine tells pip said in uv's words, unless uv is told something itself."""
    result = dict(environ)
    for option, value in _pip_options(environ):
        name = _FROM_PIP[option]
        if name not in environ and value:
            result[name] = " ".join(value.split()) if name != "UV_FIND_LINKS" else ",".join(value.split())
    if "UV_INDEX" in result and "UV_INDEX" not in environ:
        result.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")  # how pip treats its extra indexes
    if Path("/etc/ssl/certs/ca-certificates.crt").exists():
        result.setdefault("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
    return result


def _pip_options(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """pip's options from its configuration files, then from its environment variables, the stronger ones last."""
    for path in _pip_files(environ):
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue
        for section in ("global", "install"):
            if parser.has_section(section):
                for key, value in parser.items(section):
                    option = key.replace("-", "_")
                    if option in _FROM_PIP:
                        yield option, value
    for option in _FROM_PIP:
        from_environment = environ.get(f"PIP_{option.upper()}")
        if from_environment:
            yield option, from_environment


def _pip_files(environ: Mapping[str, str]) -> Iterator[Path]:
    given = environ.get("PIP_CONFIG_FILE")
    if given == os.devnull:
        return
    for folder in environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":"):
        yield Path(folder, "pip", "pip.conf")
    yield Path("/etc/pip.conf")
    home = Path(environ.get("HOME", "/nonexistent"))
    yield home / ".pip" / "pip.conf"
    yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"
    yield Path(sys.prefix, "pip.conf")
    if given:
        yield Path(given)
