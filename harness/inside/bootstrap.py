"""How the agent gets into a subject: a one-line program reads the modules as source from standard input.

Imported by the host, which sends `payload()`; nothing of the harness has to be in the subject's image.
"""

import json
import pathlib
import struct

MODULES = ("wire", "peer", "processes", "worker", "agent")

# The current folder leaves the path at once: the submission will lie there, and the agent must never import from it.
PROGRAM = """
import json, struct, sys, types
sys.path[:] = [place for place in sys.path if place]
def frame():
    stream = sys.stdin.buffer
    return stream.read(struct.unpack(">I", stream.read(4))[0])
for name in ("harness", "harness.inside"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = []
sys.modules["harness"].inside = sys.modules["harness.inside"]
for name, source in json.loads(frame()):
    module = types.ModuleType("harness.inside." + name)
    module.__file__ = "<harness>/" + name + ".py"
    sys.modules[module.__name__] = module
    setattr(sys.modules["harness.inside"], name, module)
    exec(compile(source, module.__file__, "exec", dont_inherit=True), module.__dict__)
sys.modules["harness.inside.agent"].main()
"""


def frame(data):
    """One length-prefixed frame."""
    return struct.pack(">I", len(data)) + data


def payload():
    """The agent's modules, in the order of their imports, as the first frame for PROGRAM."""
    here = pathlib.Path(__file__).parent
    return frame(json.dumps([[name, (here / f"{name}.py").read_text("utf-8")] for name in MODULES]).encode())
