"""The Docker engine as a builder of images: contexts are streamed, so a remote one does as well."""

import io
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound

from harness.errors import GradeError, HarnessError

LABEL = "grade.environment"
"""On every image that this program makes: what it is ("base", "subject", ...)."""
KEY = "grade.key"
"""The hash of what was asked for, by which an image is found again."""

Client = docker.DockerClient


@contextmanager
def connect() -> Iterator[Client]:
    """What goes wrong between here and the engine ends in one clear error."""
    try:
        client = docker.from_env(timeout=60)
    except DockerException as error:
        raise HarnessError(f"no Docker engine answers: {error}. `grade doctor` says what to do.") from None
    try:
        yield client
    except (APIError, requests.exceptions.RequestException) as error:
        raise HarnessError(f"the Docker engine failed: {_first_line(error)}") from error
    finally:
        client.close()


def tag(kind: str, key: str) -> str:
    return f"grade/{kind}:{key[:24]}"


def labels(client: Client, name: str) -> dict[str, str] | None:
    """The image's labels, None where there is no such image."""
    try:
        config = client.images.get(name).attrs["Config"] or {}
    except ImageNotFound:
        return None
    return dict(config.get("Labels") or {})


def image_id(client: Client, name: str) -> str:
    return str(client.images.get(name).id)


class Context:
    """A build's context: a tar of files that all belong to root and carry no time of this host."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="grade-")  # noqa: SIM115 (closed by the build)
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def add(self, name: str, content: bytes, mode: int = 0o644) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), mode
        self._tar.addfile(entry, io.BytesIO(content))

    def add_path(self, path: Path, name: str) -> None:
        """A file, a link, or a folder with all below it."""

        def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mtime = 0
            if not entry.issym():
                entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
            return entry

        self._tar.add(path, name, filter=plain)

    def stream(self) -> IO[bytes]:
        self._tar.close()
        self._file.seek(0)
        return self._file


def build(
    client: Client,
    context: Context,
    name: str,
    *,
    network: bool = False,
    labels: Mapping[str, str] | None = None,
    buildargs: Mapping[str, str] | None = None,
    said: Callable[[str], None] | None = None,
) -> None:
    """Build and only then name it: what an interrupted build leaves has no name and is never used.

    Raises BuildFailed with the engine's words.
    """
    with context.stream() as stream:
        events = client.api.build(
            fileobj=stream,
            custom_context=True,
            encoding=None,
            tag=name,
            rm=True,
            forcerm=True,
            decode=True,
            timeout=1800,
            labels=dict(labels or {}),
            buildargs=dict(buildargs or {}),
            network_mode=None if network else "none",
        )
        output: list[str] = []
        for event in events:
            if "error" in event:
                raise BuildFailed(str(event["error"]).strip(), "".join(output)[-4000:])
            text = str(event.get("stream", ""))
            output.append(text)
            if said and text.startswith("Step "):
                said(text.strip())


class BuildFailed(Exception):
    """words: the engine's own. output: the end of what the build printed."""

    def __init__(self, words: str, output: str) -> None:
        super().__init__(words)
        self.words = words
        self.output = output


def run_once(client: Client, image: str, argv: list[str]) -> str:
    """Standard output of a short command in `image`, without network. Raises CommandFailed."""
    container = None
    try:
        container = client.api.create_container(
            image,
            command=argv[1:],
            entrypoint=argv[:1],
            user="65534:65534",
            network_disabled=True,
            labels={LABEL: "probe"},
            healthcheck={"Test": ["NONE"]},
            host_config=client.api.create_host_config(
                network_mode="none", cap_drop=["ALL"], mem_limit="256m"
            ),
        )["Id"]
        client.api.start(container)
        status = client.api.wait(container, timeout=60)["StatusCode"]
        out: bytes = client.api.logs(container, stdout=True, stderr=False)
        if status:
            raise CommandFailed(client.api.logs(container).decode(errors="replace").strip())
        return out.decode(errors="replace")
    except APIError as error:
        if re.search(r"executable file not found|no such file or directory", str(error)):
            raise CommandFailed(f"{argv[0]} isn't there") from None
        raise
    finally:
        if container:
            client.api.remove_container(container, force=True, v=True)


class CommandFailed(Exception):
    """A command that this program ran in an image said no."""


def proxies() -> dict[str, str]:
    """Docker keeps these out of an image's history, unlike any other build argument."""
    names = ("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy")
    return {name: os.environ[name] for low in names for name in (low, low.upper()) if os.environ.get(name)}


def challenge_fault(what: str, failed: BuildFailed) -> GradeError:
    """A build that one of its commands ended is the challenge's fault; a registry out of reach is not."""
    words = failed.words
    if re.search(r"lookup |dial tcp|i/o timeout|TLS handshake|connection refused|no such host", words):
        return HarnessError(
            f"{what}: the engine can't reach the registry ({words}). Check its network, or pull the image first. "
            "A Dockerfile that begins with `ARG GRADE_BASE` and `FROM $GRADE_BASE` needs no registry."
        )
    end = "\n".join(failed.output.strip().splitlines()[-12:])
    return GradeError(f"{what}: {words}\nThe build's last words:\n{end}")


def _first_line(error: Exception) -> str:
    explanation = getattr(error, "explanation", None)
    return str(explanation or error).splitlines()[0]
