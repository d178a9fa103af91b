"""Does an engine really start our containers? Tried with an image that is empty, so that none has to be there."""

import contextlib
import io
import json
import os
import tarfile

from harness.errors import HarnessError
from harness.limits import Limits
from harness.sandbox import Environment, docker
from harness.sandbox.container import FAULTS

NOTHING = "/there-is-no-such-program"


def of_docker(runtime: str | None) -> str:
    """What goes wrong, in the engine's words; "" where nothing does.

    A container of an empty image is set up with all its walls, and fails at the very end, since there is nothing to run.
    """
    try:
        with contextlib.closing(docker.connect()) as engine:
            image = _import(engine.import_image_from_data(_empty_tar()))
            try:
                with docker.pod(_environment(image), Limits(), f"trial-{os.getpid()}", runtime) as pod:
                    pod.start("examiner", [NOTHING], {})
            finally:
                engine.remove_image(image, force=True)
    except HarnessError as error:
        said = str(error)
        return "" if NOTHING in said and "no such file" in said else said
    except (KeyError, ValueError, *FAULTS) as error:
        return f"the engine takes no image: {error}"
    return ""


def _environment(image: str) -> Environment:
    return Environment(sha256="", python={"examiner": NOTHING}, image={"examiner": image})


def _empty_tar() -> bytes:
    """With one folder in it: some engines take none that is quite empty."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        folder = tarfile.TarInfo("work")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(folder)
    return file.getvalue()


def _import(said: str | bytes) -> str:
    """The image's id from the engine's answer, the last of its JSON lines."""
    text = said.decode() if isinstance(said, bytes) else said
    return str(json.loads(text.strip().splitlines()[-1])["status"])
