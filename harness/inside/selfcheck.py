"""The public tests on a candidate's own machine, with the same fixture and import hook as the graders' hidden tests.

Lies in a kit under `.grade/`; needs Python 3.9 or later and pytest. `check.py` calls `main`, and the kit's conftest.py hands
`Local` to a plain `pytest`. No sandbox: it is the candidate's own code, on the candidate's own machine.
"""

import contextlib
import io
import json
import os
import pathlib
import secrets
import shutil
import subprocess
import sys
import tarfile
import tempfile
import textwrap

from harness.inside import bootstrap, handin, wire

START_S = 30


def settings(folder):
    """What the kit says of itself."""
    return json.loads(pathlib.Path(folder, ".grade", "kit.json").read_text("utf-8"))


class Agent:
    """The subject's first process, with a copy of the hand-in as its work folder."""

    def __init__(self, folder, kit):
        self._kit = kit
        self._source = folder
        self.work = tempfile.mkdtemp(prefix="grade-check-")
        self._process = None

    def attach(self, link):
        token = secrets.token_hex(16)
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", bootstrap.PROGRAM], stdin=subprocess.PIPE, cwd=self.work, env=environment
        )
        limits = self._kit["limits"]
        config = {
            "port": link.port,
            "token": token,
            "folder": self.work,
            "preload": [],
            "frame_bytes": limits["frame_bytes"],
            "frame_nodes": limits["frame_nodes"],
            "output_bytes": limits["output_bytes"],
            "die_with_parent": True,
        }
        self._process.stdin.write(
            bootstrap.payload() + bootstrap.frame(json.dumps(config).encode()) + bootstrap.frame(self._tar())
        )
        self._process.stdin.flush()
        link.attach(token, START_S)

    def _tar(self):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for path, _ in handin.look(self._source, self._kit["files"]).files:
                archive.add(os.path.join(self._source, path), path)
        return buffer.getvalue()

    def close(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process.stdin.close()
        shutil.rmtree(self.work, ignore_errors=True)


def make(folder, emit=lambda event: None):
    """(the pytest plug-in, the agent) for the kit in `folder`."""
    from harness.inside import guard, plugin, session, standins

    kit = settings(folder)
    agent = Agent(folder, kit)
    limits = kit["limits"]
    link = session.Link(wire.Bounds(limits["frame_bytes"], limits["frame_nodes"]))
    sys.meta_path.insert(0, standins.Finder(kit["imports"]))
    guard.install()
    config = {"folder": str(pathlib.Path(folder, kit["public"])), "limits": limits}
    return plugin.Plugin(config, link, emit, agent.attach), agent


class Local:
    """For the kit's conftest.py: `pytest_plugins`' worth of hooks around a plain `pytest`."""

    def __init__(self, folder):
        self.plugin, self.agent = make(folder)

    def pytest_unconfigure(self):
        self.agent.close()


def register(config, folder):
    """Called by the kit's conftest.py."""
    if hasattr(os, "fork") and config.pluginmanager.get_plugin("grade") is None:
        local = Local(folder)
        config.pluginmanager.register(local.plugin, "grade")
        config.pluginmanager.register(local, "grade-agent")


WORDS = {
    "passed": "passed",
    "wrong": "gave another answer than the brief asks for",
    "error": "raised an exception that the test did not expect",
    "not_found": "is missing something that the brief names",
    "time_limit": "took too long",
    "crashed": "ended in the middle",
    "output_limit": "gave or printed too much",
    "memory_limit": "used too much memory",
    "internal_error": "could not be checked (not your fault)",
}


def main(folder, argv):
    """`python check.py [--pack submission.zip]`. Exit status 0 where every public test passes."""
    if argv[:1] == ["--pack"]:
        return _pack(folder, argv[1] if len(argv) > 1 else "submission.zip")
    if argv:
        print("usage: python check.py                      run the public tests")
        print("       python check.py --pack submission.zip   write the archive to hand in")
        return 2
    if not hasattr(os, "fork"):
        print("The check needs Linux or macOS; on Windows run it in WSL.")
        return 2
    try:
        import pytest
    except ImportError:
        print("The check needs pytest: python -m pip install -r requirements.txt")
        return 2
    kit, results, troubles = settings(folder), [], []

    def emit(event):
        if event["event"] == "result":
            results.append((titles.get(event["id"], event["id"]), event))
        elif event["event"] == "collected":
            titles.update((test["id"], test["title"] or test["name"]) for test in event["tests"])
        elif event["event"] in ("collect_error", "internal_error"):
            troubles.append(event["text"])

    titles = {}
    from harness.inside import plugin

    sys.path.insert(0, os.path.join(folder, kit["public"]))
    made, agent = make(folder, emit)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main(plugin.pytest_args(pathlib.Path(folder, kit["public"])), plugins=[made])
    finally:
        agent.close()
    if results:
        files = [path for path, _ in handin.look(folder, kit["files"]).files]
        handin.write_record(folder, files, {event["id"]: event["verdict"] for _, event in results})
    return _tell(folder, kit, results, troubles)


def _tell(folder, kit, results, troubles):
    bad = [(title, event) for title, event in results if event["verdict"] != "passed"]
    print(f"{kit['challenge']}: {len(results) - len(bad)} of {len(results)} public tests passed\n")
    if older := _older(kit["python"]):
        print(f"This is Python {older}; the graders run your work on Python {kit['python'].rstrip('+')}. Use that to be sure.\n")
    for title, event in results:
        print(f"  {'ok ' if event['verdict'] == 'passed' else '-> '} {title}")
    for title, event in bad:
        print(f"\n-> {title}\n   Your code {WORDS.get(event['verdict'], event['verdict'])}.")
        for text in (event["message"], event["traceback"], event["output"] and f"It printed:\n{event['output']}"):
            if text:
                print(textwrap.indent(text.strip()[:4000], "     "))
    for trouble in troubles:
        print(f"\nThe public tests could not be run:\n{textwrap.indent(trouble.strip()[:4000], '  ')}")
    print("\nThe hidden tests look at the same rules of the brief, with other inputs.")
    looked = handin.look(folder, kit["files"])
    _list(looked)
    print("\nTo write the archive: python check.py --pack submission.zip")
    return 1 if bad or troubles or not results or looked.problems else 0


def _older(wanted):
    """This Python's version, where it is an older one than the graders'."""
    mine = sys.version_info[:2]
    return ".".join(map(str, mine)) if mine < tuple(int(part) for part in wanted.rstrip("+").split(".")[:2]) else ""


def _list(looked):
    print(f"\nYour hand-in will have {len(looked.files)} files:")
    for path, size in looked.files[:200]:
        print(f"  {size:>10,}  {path}")
    if len(looked.files) > 200:
        print(f"  ... and {len(looked.files) - 200} more")
    if not any(path == "DECISIONS.md" for path, _ in looked.files):
        print("  DECISIONS.md is missing: say there what you chose, what you gave up, and why.")
    for path, why in looked.left_out[:50]:
        print(f"  left out: {path} ({why})")
    for problem in looked.problems:
        print(f"  NOT ACCEPTED: {problem}")


def _pack(folder, target):
    looked = handin.look(folder, settings(folder)["files"])
    looked = looked._replace(
        files=[each for each in looked.files if os.path.abspath(os.path.join(folder, each[0])) != os.path.abspath(target)]
    )
    _list(looked)
    if looked.problems:
        return 2
    handin.write_zip(folder, looked.files, target)
    print(f"\nwritten: {target}")
    return 0
