"""`make demo-round`: a whole round on a challenge's samples, from the role to the manifest, with three graders who differ.

Everything goes through the command line, as a team would use it. Results are in results/demo-round/.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DATA = HERE / "demo-round"
GRADE = [sys.executable, "-m", "harness"]


def main() -> int:
    """Play the round; exit status 1 where something did not come out as it should."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "results" / "demo-round").resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    os.chdir(out)
    told = yaml.safe_load((DATA / "opinions.yaml").read_text("utf-8"))
    began = time.monotonic()

    heading("The role first")
    grade("pipeline", "new", "hiring", "--answers", str(DATA / "answers.yaml"))
    round_ = "hiring/2-coding/round"
    heading("A round for the coding stage, locked before anybody's work is seen")
    challenge = mended_copy(out)
    grade("round", "open", round_, "--challenge", str(challenge), "--profile", "product-implementer",
          "--rubric", "hiring/2-coding/rubric.yaml", "--graders", "2", "--grader", "ada", "--grader", "bo", "--grader", "cy",
          "--name", "support assistant, coding")  # fmt: skip
    codes = hand_ins(out, round_, told)
    if wrong := told["wrong_test"]:
        a_test_was_wrong(round_, challenge, wrong)
    heading("Three graders, each in their own order, two of them at the same moment")
    scores(out, round_, codes, told)
    grade("round", "status", round_)
    heading("Where they differ by two levels or more, a third decides; one score is appealed against")
    settle(out, round_, codes, told)
    heading("Closed, signed, verified")
    private, public = keys(out)
    grade("round", "close", round_, "--key", str(private))
    grade("round", "verify", round_, "--public-key", str(public))
    heading("What verify says after somebody laid hands on it")
    noticed = [tampered(out, round_, public, what) for what in TAMPERINGS]
    heading("Who was who")
    grade("round", "reveal", round_)
    grade("round", "verify", round_, "--public-key", str(public))
    grade("pipeline", "status", "hiring")
    print(f"\n{time.monotonic() - began:.0f} s. Look at {out / round_}: log.jsonl, round.yaml, scores/, results/, manifest.json")
    return 0 if all(noticed) else 1


def hand_ins(out: Path, round_: str, told: dict) -> dict[str, str]:
    """One candidate asks, all hand in; code name by sample."""
    codes = {}
    first, name = next(iter(told["candidates"].items()))
    codes[first] = grade("round", "invite", round_, "--candidate", name).strip()
    grade("round", "clarify", round_, "--asked-by", codes[first], "--by", "dana",
          "--question", f"{name} here: is a tool's result part of the turn?",
          "--answer", "There are only user and assistant messages; anything else is an error.")  # fmt: skip
    grade("kit", "--round", round_, "--out", "kit.zip")
    inbox = out / "inbox"
    for sample, name in told["candidates"].items():
        folder = inbox / name.lower().replace(" ", "-")
        shutil.copytree(ROOT / "challenges/context-packer/samples" / sample, folder)
        with (folder / "DECISIONS.md").open("a", encoding="utf-8") as file:
            mail = f"{name.split()[0].lower()}@example.org"
            file.write(f"\n{name}, {mail}, https://github.com/{name.lower().replace(' ', '-')}\n")
    for sample, name in told["candidates"].items():
        grade(str(inbox / name.lower().replace(" ", "-")), "--round", round_, "--candidate", name, "--sandbox", "auto")
        codes[sample] = code_of(out / round_, name)
    return codes


def a_test_was_wrong(round_: str, challenge: Path, wrong: dict) -> None:
    """A hidden test asked for more than the brief says: it goes, everyone is graded again, and it is seen first who changes."""
    heading("A test was wrong: everyone is graded again, and it is seen who changes before anything counts")
    path = challenge / wrong["file"]
    text = path.read_text("utf-8")
    assert f"def {wrong['name']}(" in text
    path.write_text(text.replace(f"def {wrong['name']}(", f"def _left_out_{wrong['name']}("), "utf-8")
    reason = f"{wrong['name']}: {wrong['reason']}"
    grade("round", "amend", round_, "--challenge", str(challenge), "--reason", reason, "--by", "dana")
    grade("round", "regrade", round_)
    grade("round", "regrade", round_, "--accept", "--by", "dana")


def scores(out: Path, round_: str, codes: dict[str, str], told: dict) -> None:
    """Every grader fills in every scorecard; Ada and Bo at the same moment."""

    def of(grader: str) -> None:
        for sample, marks in told["graders"][grader].items():
            flag = told["red_flags"].get(grader, {}).get(sample)
            card(out, round_, codes[sample], grader, marks, flag)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(of, "ada"), pool.submit(of, "bo")]:
            done.result()
    grade("round", "status", round_, "--as", "cy")
    of("cy")


def card(out: Path, round_: str, code: str, grader: str, marks: dict, flag: dict | None = None) -> None:
    """A scorecard as a grader would write it by hand."""
    grade("score", code, "--round", round_, "--as", grader, "--blank", quiet=True)
    path = out / round_ / "scores" / code / f"{grader}.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    data["criteria"] = {name: {"level": level, "reason": reason} for name, (level, reason) in marks.items()}
    data["red_flags"] = [flag] if flag else []
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
    grade("score", code, "--round", round_, "--as", grader, "--hand-in", quiet=True)


def settle(out: Path, round_: str, codes: dict[str, str], told: dict) -> None:
    """Adjudicate every open difference with the median, and answer the appeal."""
    about = told["adjudications"]
    appeal = told["appeal"]
    grade("round", "appeal", round_, codes[appeal["sample"]], "--criterion", appeal["criterion"], "--reason", appeal["reason"],
          "--by", appeal["by"])  # fmt: skip
    card(out, round_, codes[appeal["sample"]], appeal["answered_by"], {appeal["criterion"]: appeal["mark"]})
    found = json.loads(grade("round", "status", round_, "--json", quiet=True))
    for each in found["differences"]:
        levels = sorted(each["levels"].values())
        grade("round", "adjudicate", round_, each["code"], each["criterion"], "--level", str(levels[len(levels) // 2]),
              "--reason", about["reason"], "--by", about["by"])  # fmt: skip
    grade("round", "status", round_)


def first(pattern: str):
    return lambda folder: next(iter(sorted(folder.glob(pattern))))


def one_byte(find):
    def change(folder: Path) -> None:
        path = find(folder)
        data = bytearray(path.read_bytes())
        middle = len(data) // 2
        data[middle] = data[middle] + 1 if chr(data[middle]).isalnum() and chr(data[middle] + 1).isalnum() else ord("x")
        path.write_bytes(bytes(data))

    return change


def lines(change):
    def apply(folder: Path) -> None:
        path = folder / "log.jsonl"
        path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))

    return apply


TAMPERINGS = {
    "one byte of a score": one_byte(first("scores/*/ada.yaml")),
    "one byte of the log": one_byte(first("log.jsonl")),
    "one byte of the rubric": one_byte(first("rubric.yaml")),
    "one byte of a submission": one_byte(first("submissions/*/submission.tar")),
    "one byte of the manifest": one_byte(first("manifest.json")),
    "a line of the log taken out": lines(lambda all_: all_[:5] + all_[6:]),
    "two lines of the log swapped": lines(lambda all_: [*all_[:5], all_[6], all_[5], *all_[7:]]),
    "the log's last line cut in half": lines(lambda all_: [*all_[:-1], all_[-1][: len(all_[-1]) // 2]]),
    "the log's last line taken out": lines(lambda all_: all_[:-1]),
}


def tampered(out: Path, round_: str, public: Path, what: str) -> bool:
    """Copy the round, lay hands on it, and show what verify says; whether it noticed."""
    copy = out / "tampered"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(out / round_, copy)
    TAMPERINGS[what](copy)
    found = subprocess.run([*GRADE, "round", "verify", "tampered", "--public-key", str(public)], capture_output=True, text=True)
    print(f"\n{what}: exit status {found.returncode}")
    for line in (found.stdout + found.stderr).splitlines()[:4]:
        print(f"  {line}")
    shutil.rmtree(copy)
    return found.returncode == 1


def code_of(folder: Path, name: str) -> str:
    """The demo knows both sides; a grader sees code names only."""
    people = yaml.safe_load((folder / "names.yaml").read_text("utf-8"))["people"]
    return next(code for code, person in people.items() if person["name"] == name)


def mended_copy(out: Path) -> Path:
    """The challenge in a folder of the demo's own, so that a test of it can be mended later."""
    target = out / "challenge"
    shutil.copytree(ROOT / "challenges/context-packer", target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def keys(out: Path) -> tuple[Path, Path]:
    key = Ed25519PrivateKey.generate()
    private, public = out / "round.key", out / "round.pub"
    private.touch(0o600)
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def heading(text: str) -> None:
    print(f"\n== {text}\n", flush=True)


def grade(*args: str, quiet: bool = False) -> str:
    """Run one command of `grade`, shown as a person would type it; its standard output. Ends the demo where it fails."""
    if not quiet:
        print(f"$ grade {shlex.join(args)}", flush=True)
    done = subprocess.run([*GRADE, *args], capture_output=True, text=True)
    if not quiet:
        print(done.stdout, end="", flush=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        sys.exit(f"demo-round: grade {shlex.join(args)} ended with {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
