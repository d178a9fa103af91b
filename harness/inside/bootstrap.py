"""How the agent gets into a subject: a short program reads the modules from standard input.

Imported by the host, which sends `payload()`; nothing of the harness has to be in the subject's image.
"""

import base64
import functools
import importlib.machinery
import importlib.util
import json
import marshal
import pathlib
import struct

MODULES = ("wire", "peer", "processes", "worker", "agent")

# The current folder leaves the path at once: the submission will lie there, and the agent must never import from it.
PROGRAM = """
import base64, importlib.util, json, marshal, struct, sys, types
sys.path[:] = [place for place in sys.path if place]
def frame():
    stream = sys.stdin.buffer
    return stream.read(struct.unpack(">I", stream.read(4))[0])
for name in ("harness", "harness.inside"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = []
sys.modules["harness"].inside = sys.modules["harness.inside"]
magic, modules = json.loads(frame())
for name, source, code in modules:
    module = types.ModuleType("harness.inside." + name)
    module.__file__ = "<harness>/" + name + ".py"
    sys.modules[module.__name__] = module
    setattr(sys.modules["harness.inside"], name, module)
    if magic == importlib.util.MAGIC_NUMBER.hex():
        code = marshal.loads(base64.b64decode(code))
    else:
        code = compile(source, module.__file__, "exec", dont_inherit=True)
    exec(code, module.__dict__)
sys.modules["harness.inside.agent"].main()
"""


def frame(data):
    """One length-prefixed frame."""
    return struct.pack(">I", len(data)) + data


@functools.lru_cache(maxsize=1)
def payload():
    """The agent's modules, in the order of their imports, as the first frame for PROGRAM.

    As source, and compiled by this Python, for a subject that has the same: compiling takes longer than all else in its start.
    """
    here = pathlib.Path(__file__).parent
    modules = [[name, (here / f"{name}.py").read_text("utf-8"), _compiled(name, str(here / f"{name}.py"))] for name in MODULES]
    return frame(json.dumps([importlib.util.MAGIC_NUMBER.hex(), modules]).encode())


def _compiled(name, path):
    code = importlib.machinery.SourceFileLoader(f"harness.inside.{name}", path).get_code(f"harness.inside.{name}")
    return base64.b64encode(marshal.dumps(_renamed(code, f"<harness>/{name}.py"))).decode()


def _renamed(code, name):
    """The code as if it came from a file of that name: tracebacks leave ours out by it, and tell nothing of this machine."""
    constants = tuple(_renamed(each, name) if isinstance(each, type(code)) else each for each in code.co_consts)
    return code.replace(co_filename=name, co_consts=constants)
