"""The Docker engine as a builder of images: contexts are streamed, so a remote one does as well."""

import io
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound

from harness.errors import HarnessError

LABEL = "grade.environment"
"""On every image that this program makes: what it is ("base", "subject", ...)."""
BELOW = "grade.below"
"""The name of the image that one of ours stands on."""
PINS = "grade.pins"
"""The packages that are known to be in an image, as a JSON list of "name==version"."""

REQUEST_S = 60
BUILD_S = 1800

Client = docker.DockerClient


class BuildFailed(HarnessError):
    """words: the engine's own. output: the end of what the build printed."""

    def __init__(self, name: str, words: str, output: str) -> None:
        super().__init__(f"the Docker engine couldn't build {name}: {words}")
        self.words = words
        self.output = output


class CommandFailed(Exception):
    """A short command that this program ran in an image failed."""


@contextmanager
def connect() -> Iterator[Client]:
    """What goes wrong between here and the engine ends in one clear error."""
    try:
        client = docker.from_env(timeout=REQUEST_S)
    except DockerException as error:
        raise HarnessError(f"no Docker engine answers ({error}); `grade doctor` says what to do") from None
    try:
        yield client
    except (APIError, requests.exceptions.RequestException) as error:
        words = str(getattr(error, "explanation", None) or error).splitlines()[0]
        raise HarnessError(f"the Docker engine failed: {words}") from error
    finally:
        client.close()


def tag(kind: str, key: str) -> str:
    """The name of an image of ours: by what was asked for, so that it is found again."""
    return f"grade/{kind}:{key[:24]}"


def find(client: Client, name: str) -> dict[str, str] | None:
    """The image's labels, None where there is no such image."""
    try:
        config = client.images.get(name).attrs["Config"] or {}
    except ImageNotFound:
        return None
    return dict(config.get("Labels") or {})


def image_id(client: Client, name: str) -> str:
    return str(client.images.get(name).id)


class Context:
    """A build's context: a tar of files that all belong to root, and that carry no time or name of this host."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="grade-")  # noqa: SIM115 (stream()'s user closes it)
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)

    def add(self, name: str, content: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        self._tar.addfile(entry, io.BytesIO(content))

    def add_path(self, path: Path, name: str) -> None:
        """A file, or a folder with all below it."""
        self._tar.add(path, name, filter=_plain)

    def stream(self) -> IO[bytes]:
        self._tar.close()
        self._file.seek(0)
        return self._file


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = 0
    if not entry.issym():
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def build(
    client: Client,
    context: Context,
    name: str,
    labels: Mapping[str, str],
    *,
    network: bool = False,
    arguments: Mapping[str, str] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Build, and only then name it: what an interrupted build leaves has no name, so nothing ever uses it.

    Raises BuildFailed.
    """
    output: list[str] = []
    with context.stream() as stream:
        events = client.api.build(
            fileobj=stream,
            custom_context=True,
            tag=name,
            rm=True,
            forcerm=True,
            decode=True,
            timeout=BUILD_S,
            labels=dict(labels),
            buildargs=dict(arguments or {}),
            network_mode=None if network else "none",
        )
        with closing(events):
            for event in events:
                if "error" in event:
                    raise BuildFailed(name, str(event["error"]).strip(), "".join(output)[-4000:])
                text = str(event.get("stream", ""))
                output.append(text)
                if text.startswith("Step "):
                    say(text.strip())


@contextmanager
def container(client: Client, image: str, argv: list[str]) -> Iterator[str]:
    """A container's id, not started, removed at the end: an ordinary user without a network."""
    made = client.api.create_container(
        image,
        command=argv[1:],
        entrypoint=argv[:1],
        user="65534:65534",
        network_disabled=True,
        labels={LABEL: "probe"},
        healthcheck={"Test": ["NONE"]},
        host_config=client.api.create_host_config(network_mode="none", cap_drop=["ALL"], mem_limit="256m"),
    )["Id"]
    try:
        yield made
    finally:
        client.api.remove_container(made, force=True, v=True)


def run(client: Client, image: str, argv: list[str]) -> str:
    """Standard output of a short command in `image`. Raises CommandFailed."""
    with container(client, image, argv) as made:
        try:
            client.api.start(made)
        except APIError as error:
            if re.search(r"executable file .*not found|no such file or directory|exec.*permission denied", str(error)):
                raise CommandFailed(f"{argv[0]} isn't there") from None
            raise
        if client.api.wait(made, timeout=REQUEST_S)["StatusCode"]:
            raise CommandFailed(client.api.logs(made).decode(errors="replace").strip())
        return str(client.api.logs(made, stdout=True, stderr=False).decode(errors="replace"))


def proxies() -> dict[str, str]:
    """Build arguments that Docker keeps out of an image's history, unlike any other."""
    low = ("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy")
    names = (*low, *(name.upper() for name in low))
    return {name: os.environ[name] for name in names if os.environ.get(name)}
