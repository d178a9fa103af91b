"""A small round to test with: a challenge of one file, submissions of one file, and a grader that looks for words in them."""

from pathlib import Path

from evaluations import evaluation, file

from harness.evaluation import Evaluation, Group, TestResult, score
from harness.grading import Grader
from harness.rounds import adding, scoring
from harness.rounds.folder import RoundFolder, open_round
from harness.rounds.opening import Opening, open_
from harness.rounds.scorecard import Mark, Scorecard
from harness.verdicts import Verdict

JUDGED = ("fits-the-size", "readable-by-a-colleague", "decisions")


class WordGrader(Grader):
    """Grades without a sandbox: a test passes where the submission has the word, or where the challenge asks for none."""

    def __init__(self) -> None:
        self.graded: list[str] = []

    def evaluate(self, submission, challenge, watch=lambda done, all_, name: None, clock=None) -> tuple[Evaluation, str]:
        self.graded.append(submission.name)
        text = "\n".join(file.data.decode() for file in submission.files)
        asked = challenge.hidden_files()[0].data.decode()
        tests = tuple(
            TestResult(name=f"test_{word}", verdict=Verdict.PASSED if word in text else Verdict.WRONG, message=text)
            for word in ("one", "two", "three")
            if f"def test_{word}" in asked
        )
        shown = [file(each.path, each.data.decode()) for each in submission.files]
        groups = [Group(name="rules", weight=1, score=score(tests), tests=tests)]
        made = evaluation(submission.name, groups, shown)
        named = made.challenge.model_copy(update={"name": challenge.name, "sha256": challenge.sha256})
        return made.model_copy(update={"challenge": named}), f"graded {text}\n"


def challenge(folder: Path, tests: str = "one two three") -> Path:
    """A challenge with those tests."""
    (folder / "tests" / "hidden").mkdir(parents=True, exist_ok=True)
    (folder / "challenge.yaml").write_text("name: small\nstage: coding\ngroups: {rules: 1}\n")
    body = "\n".join(f"def test_{word}():\n    pass\n" for word in tests.split())
    (folder / "tests" / "hidden" / "test_rules.py").write_text(body)
    return folder


def submission(folder: Path, text: str) -> Path:
    """A folder with one file; its name is the candidate's where nothing else is said."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "answer.py").write_text(text)
    return folder


def opened(tmp: Path, graders: int = 2, **more) -> Path:
    """An open round without submissions."""
    small = str(challenge(tmp / "challenge"))
    asked = Opening("coding", "product-implementer", "dana", small, graders_per_submission=graders, **more)
    open_(tmp / "round", asked)
    return tmp / "round"


def handed_in(tmp: Path, round_: Path, *texts: str) -> list[str]:
    """Submissions with these texts, graded; their code names."""
    codes = []
    for text in texts:
        name = f"candidate-{len(open_round(round_).codes)}"
        code = adding.add(round_, submission(tmp / name, text), "dana")
        adding.grade(round_, code, WordGrader(), "dana")
        codes.append(code)
    return codes


def card(code: str, grader: str, *levels: int, reason: str = "seen in answer.py:1") -> Scorecard:
    """A draft with these levels on the judged criteria."""
    marks = {name: Mark.model_validate({"level": level, "reason": reason}) for name, level in zip(JUDGED, levels, strict=False)}
    return Scorecard(submission=code, grader=grader, criteria=marks)


def scored(round_: Path, code: str, grader: str, *levels: int) -> None:
    """Save and hand in."""
    scoring.save(round_, card(code, grader, *levels))
    scoring.hand_in(round_, code, grader)


def book(round_: Path) -> RoundFolder:
    return open_round(round_)
