"""A closed round's manifest: an in-toto statement with the hash of every file, signed as a DSSE envelope when a key is given."""

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import Error as SignatureError
from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]

from harness.errors import GradeError
from harness.rounds.log import LOG, Entry, Fault
from harness.rounds.round import CLARIFICATIONS, ENVELOPE, FORGOTTEN, MANIFEST, NAMES, Round
from harness.rounds.state import State, replay

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:grade:closed-round:v1"
PAYLOAD = "application/vnd.in-toto+json"
AFTER_CLOSING = frozenset({"revealed", "letter-written", "forgotten"})
"""Events that a closed round may still have. Only forgetting touches files: it removes one candidate's, and writes these."""
FORGETTING_WRITES = frozenset({NAMES, CLARIFICATIONS, FORGOTTEN})


def make(round_: Round, entries: tuple[Entry, ...], state: State) -> bytes:
    """The statement over everything that the log knows of, and over the log so far. The same for equal rounds."""
    subjects = {path: sha256 for path, (sha256, _) in state.files.items()} | {LOG: log_sha256(entries)}
    statement = {
        "_type": STATEMENT,
        "subject": [{"name": path, "digest": {"sha256": sha256}} for path, sha256 in sorted(subjects.items())],
        "predicateType": PREDICATE,
        "predicate": {
            "round": round_.name,
            "opened_at": round_.opened_at,
            "locked_at": round_.locked_at,
            "submissions_before_lock": round_.submissions_before,
            "rubric_sha256": round_.rubric.sha256,
            "challenge_sha256": round_.challenge.sha256 if round_.challenge else None,
            "harness": {"version": round_.harness.version, "sha256": round_.harness.sha256},
            "submissions": len(state.submissions()),
            "scorecards": len(state.cards),
            "log": {"entries": len(entries), "last": entries[-1].sha256},
        },
    }
    return (json.dumps(statement, indent=1, sort_keys=True) + "\n").encode()


def sign(statement: bytes, key: Path) -> bytes:
    """The DSSE envelope of a statement. key: a private key as PEM, without a passphrase (Ed25519, ECDSA or RSA)."""
    try:
        signer = CryptoSigner(load_pem_private_key(key.read_bytes(), None))
    except OSError as error:
        raise GradeError(f"cannot read the key {key}: {error.strerror}") from None
    except TypeError:
        raise GradeError(f"{key} is locked with a passphrase — give a key without one, kept where only you can read it") from None
    except (ValueError, UnsupportedAlgorithm) as error:
        raise GradeError(f"{key} can't sign: {error} — openssl genpkey -algorithm ed25519 makes a key that can") from None
    envelope = Envelope(statement, PAYLOAD, {})
    envelope.sign(signer)
    return (json.dumps(envelope.to_dict(), indent=1) + "\n").encode()


def check(
    folder: Path, entries: tuple[Entry, ...], state: State, public_key: Path | None, log_is_whole: bool
) -> tuple[list[Fault], list[str]]:
    """What is wrong with a closed round's manifest and signature, and what to tell of them.

    log_is_whole: False where the log itself is wrong, so that comparing the manifest with it would only repeat that.
    """
    assert state.closed is not None
    faults = [
        Fault(f"{LOG}:{entry.seq}", f"the round was closed by entry {state.closed.seq}, and this entry changed it afterwards")
        for entry in entries
        if entry.seq > state.closed.seq and entry.event not in AFTER_CLOSING
    ]
    faults += [fault for entry in entries if entry.seq > state.closed.seq for fault in _touched(entry)]
    try:
        data = (folder / MANIFEST).read_bytes()
        statement = json.loads(data)
        subjects = {each["name"]: each["digest"]["sha256"] for each in statement["subject"]}
    except (OSError, ValueError, KeyError, TypeError):
        return [*faults, Fault(MANIFEST, "it can't be read as an in-toto statement")], []
    before = tuple(entry for entry in entries if entry.seq < state.closed.seq)
    faults += _differences(subjects, before) if log_is_whole else ()
    signed_faults, told = _signature(folder, data, public_key)
    return [*faults, *signed_faults], [f"the manifest names {len(subjects)} files, the log among them", *told]


def _touched(entry: Entry) -> Iterable[Fault]:
    """Files that an entry after the closing wrote or removed and had no business with: the manifest would never be asked."""
    code = str(entry.data.get("submission", ""))
    for path, sha256 in entry.files.items():
        if entry.event == "forgotten" and (path in FORGETTING_WRITES if sha256 else _is_of(path, code)):
            continue
        did = "changed" if sha256 else "removed"
        yield Fault(path, f"entry {entry.seq} of the log ({entry.event}) {did} it after the round was closed")


def _is_of(path: str, code: str) -> bool:
    """Whether a file of a round is one submission's own, going by its path."""
    if re.fullmatch(rf"appeals/{re.escape(code)}-\d+\.yaml", path):
        return True
    return any(part == code or part.startswith(f"{code}.") for part in path.split("/"))


def log_sha256(entries: Iterable[Entry]) -> str:
    """SHA-256 of the log's text with these entries."""
    return hashlib.sha256(b"".join(entry.line() for entry in entries)).hexdigest()


def _differences(subjects: dict[str, str], before: tuple[Entry, ...]) -> Iterable[Fault]:
    wanted = {path: sha256 for path, (sha256, _) in replay(before).files.items()} | {LOG: log_sha256(before)}
    for path in sorted(subjects.keys() | wanted.keys()):
        if path not in subjects:
            yield Fault(MANIFEST, f"it does not name {path}, which the log had when the round was closed")
        elif path not in wanted:
            yield Fault(MANIFEST, f"it names {path}, which the log did not have when the round was closed")
        elif subjects[path] != wanted[path]:
            yield Fault(path, f"the manifest has another hash for it than the log: {subjects[path]} and {wanted[path]}")


def _signature(folder: Path, statement: bytes, public_key: Path | None) -> tuple[list[Fault], list[str]]:
    place = folder / ENVELOPE
    if not place.exists():
        unsigned = [Fault(ENVELOPE, "a public key was given, and the manifest is not signed")] if public_key else []
        return unsigned, [] if public_key else ["the manifest is not signed"]
    try:
        envelope = Envelope.from_dict(json.loads(place.read_bytes()))
    except (ValueError, KeyError, TypeError, AttributeError, SignatureError):
        return [Fault(ENVELOPE, "it can't be read as a DSSE envelope")], []
    if envelope.payload != statement or envelope.payload_type != PAYLOAD:
        return [Fault(ENVELOPE, f"what was signed is not what {MANIFEST} says")], []
    if public_key is None:
        return [], [f"signed by the key {_short(envelope)}, not checked: give it with --public-key"]
    try:
        envelope.verify([_public(public_key)], 1)
    except SignatureError:
        return [Fault(ENVELOPE, f"its signature was not made with the key in {public_key}")], []
    return [], [f"the signature is good: key {_short(envelope)}"]


def _short(envelope: Any) -> str:
    return ", ".join(str(key)[:16] for key in envelope.signatures)


def _public(path: Path) -> SSlibKey:
    try:
        return SSlibKey.from_crypto(load_pem_public_key(path.read_bytes()))
    except OSError as error:
        raise GradeError(f"cannot read the key {path}: {error.strerror}") from None
    except (ValueError, UnsupportedAlgorithm) as error:
        raise GradeError(f"{path} is no public key: {error} — make it: openssl pkey -in KEY -pubout") from None
