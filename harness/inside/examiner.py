"""The examiner's main program: reads the hidden tests from standard input, runs them, writes events to the host.

Started as `python -m harness.inside.examiner`. Frames in: configuration (JSON), tests (tar), then a token for each subject.
Frames out: events (JSON) on a duplicate of standard output; standard output itself is given to standard error.
"""

import io
import json
import os
import struct
import sys
import tarfile
import threading


def main():
    sys.dont_write_bytecode = True
    private = os.dup(1)
    os.set_inheritable(private, False)
    os.dup2(2, 1)
    lock = threading.Lock()

    def emit(event):
        data = json.dumps(event).encode()
        with lock:
            _write(private, struct.pack(">I", len(data)) + data)

    source = os.fdopen(os.dup(0), "rb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    config = json.loads(_frame(source))
    folder = config["folder"]
    with tarfile.open(fileobj=io.BytesIO(_frame(source))) as tar:
        tar.extractall(folder)
    sys.path.insert(0, folder)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    run(config, emit, lambda: _frame(source).decode())
    emit({"event": "done"})
    os._exit(0)  # a fake upstream's thread must not keep the examiner


def run(config, emit, next_token):
    """Collect and run; returns pytest's exit status."""
    import pytest

    from harness.inside import guard, plugin, session, standins, wire

    limits = config["limits"]
    link = session.Link(wire.Bounds(limits["frame_bytes"], limits["frame_nodes"]))
    sys.meta_path.insert(0, standins.Finder(config["imports"]))
    guard.install()

    def attach(link):
        emit({"event": "listening", "port": link.port})
        link.attach(next_token(), config["start_s"])
        emit({"event": "attached"})

    plugins = [plugin.Plugin(config, link, emit, attach)]
    for name in ("_hypothesis_pytestplugin", "anyio.pytest_plugin"):
        if name in config.get("plugins", ()) and name not in sys.modules:
            plugins.append(__import__(name, fromlist=["_"]))
    return pytest.main(plugin.pytest_args(config["folder"]), plugins=plugins)


def _frame(stream):
    (length,) = struct.unpack(">I", stream.read(4))
    return stream.read(length)


def _write(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main()
