"""A challenge's own Dockerfile. `ARG GRADE_BASE` and `FROM $GRADE_BASE` put it on the image that it would get anyway."""

import re
from collections.abc import Callable
from pathlib import Path

from docker.utils.build import exclude_paths

from harness.environments import cache, engine
from harness.environments.contents import digest, file_digest
from harness.environments.spec import EnvironmentSpec
from harness.errors import GradeError, HarnessError
from harness.sandbox import Progress

_UNREACHED = re.compile(r"lookup |dial tcp|i/o timeout|TLS handshake|connection re(?:fused|set)|no such host")
_ENGINE = re.compile(r"no space left|failed to create|OCI runtime|network bridge|cgroup", re.IGNORECASE)
_LAST_LINES = 12


def provide(client: engine.Client, spec: EnvironmentSpec, plain: Callable[[], str], progress: Progress) -> str:
    """The name of the image, built where it isn't there yet. `plain` is asked for GRADE_BASE where it is used."""
    files = _files(spec)
    ground = plain() if _wants_ground(files) else None
    image = _name(client, files, ground)
    if engine.find(client, image) is not None:
        return image
    with cache.lock(image.replace("/", "-"), progress):
        if engine.find(client, image) is None:
            progress(f"building the image of {spec.dockerfile}")
            _build(client, spec, files, image, ground, progress)
    return image


def there(client: engine.Client, spec: EnvironmentSpec, plain: str | None) -> str | None:
    """The name of the image, where it is there."""
    try:
        files = _files(spec)
    except GradeError:
        return None
    if _wants_ground(files) and plain is None:
        return None
    image = _name(client, files, plain if _wants_ground(files) else None)
    return image if engine.find(client, image) is not None else None


def _name(client: engine.Client, files: dict[str, bytes], ground: str | None) -> str:
    contents = {name: file_digest(content) for name, content in files.items()}
    return engine.tag("own", digest("own", contents, engine.image_id(client, ground) if ground else None))


def _wants_ground(files: dict[str, bytes]) -> bool:
    return b"GRADE_BASE" in files["Dockerfile"]


def _build(
    client: engine.Client,
    spec: EnvironmentSpec,
    files: dict[str, bytes],
    image: str,
    ground: str | None,
    progress: Progress,
) -> None:
    context = engine.Context()
    for name, content in files.items():
        context.add(name, content)
    arguments = engine.proxies()
    if ground:
        arguments["GRADE_BASE"] = ground
    try:
        engine.build(client, context, image, {engine.LABEL: "own"}, network=True, arguments=arguments, say=progress)
    except engine.BuildFailed as failed:
        raise _explain(spec, failed) from None


def _explain(spec: EnvironmentSpec, failed: engine.BuildFailed) -> GradeError:
    """A command that fails is the challenge's fault; a registry out of reach, a full disk or a broken engine is not."""
    if _UNREACHED.search(failed.words):
        return HarnessError(
            f"{spec.dockerfile}: the engine can't reach the registry ({failed.words}). Check its network, or pull the "
            "image first. A Dockerfile that begins with `ARG GRADE_BASE` and `FROM $GRADE_BASE` needs no registry."
        )
    if _ENGINE.search(failed.words):
        return failed
    end = "\n".join(f"  {line}" for line in failed.output.strip().splitlines()[-_LAST_LINES:])
    return GradeError(f"{spec.dockerfile} can't be built: {failed.words}\nThe build's last words:\n{end}")


def _files(spec: EnvironmentSpec) -> dict[str, bytes]:
    """The build's context: never the challenge's own folder, where the hidden tests are."""
    assert spec.dockerfile is not None
    if not spec.dockerfile.is_file():
        raise GradeError(f"{spec.dockerfile}: no such file (`environment.dockerfile` in challenge.yaml)")
    folder = spec.dockerfile.parent.resolve()
    challenge = spec.folder.resolve() if spec.folder else folder
    result = {}
    if folder != challenge:
        _keep_away_from_tests(spec.dockerfile, folder, challenge)
        result = {name: (folder / name).read_bytes() for name in _names(folder, spec.dockerfile.name)}
    result["Dockerfile"] = spec.dockerfile.read_bytes()
    return result


def _keep_away_from_tests(dockerfile: Path, folder: Path, challenge: Path) -> None:
    if challenge not in folder.parents or "tests" in folder.relative_to(challenge).parts:
        raise GradeError(
            f"{dockerfile}: put the Dockerfile and what it copies into a folder of their own in the challenge, "
            "apart from its tests (such as environment/Dockerfile)"
        )


def _names(folder: Path, dockerfile: str) -> list[str]:
    ignore = folder / ".dockerignore"
    lines = ignore.read_text(encoding="utf-8").splitlines() if ignore.is_file() else []
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    paths = exclude_paths(str(folder), patterns, dockerfile)
    # A symbolic link could lead to the hidden tests.
    return sorted(path for path in paths if (folder / path).is_file() and not (folder / path).is_symlink())
