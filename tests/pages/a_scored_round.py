"""A round to look at: submissions of context-packer with results made up, graders with opinions, one person not yet done."""

from pathlib import Path

import evaluations

from harness.evaluation import Evaluation, Scope, ScopeFinding, SignalShare, Standing
from harness.grading import Grader
from harness.rounds import adding, scoring
from harness.rounds.deciding import adjudicate, clarify
from harness.rounds.folder import open_round
from harness.rounds.opening import Opening, open_
from harness.rounds.scorecard import FindingVerdict, Flagged, Mark, Scorecard

NAMES = ("Noor Haddad", "Jonas Lind", "Mei Okafor", "Ilse Marchetti")
REASONS = {
    "fits-the-size": "two helper classes have one caller each (packer.py:17); the rest is the size of the brief",
    "readable-by-a-colleague": "one function a rule, names as in the brief; a changed rule is one place",
    "decisions": "says why long passages are skipped, DECISIONS.md:4, and whom a cut passage would mislead",
}
SCOPE = Scope(
    band="look",
    points=31.5,
    families={"speculation": 22.0, "size": 9.5},
    findings=(
        ScopeFinding(
            signal="one_entry_table",
            family="speculation",
            file="packer.py",
            line=9,
            message="BudgetError enters things into a table, and is called once",
            points=22.0,
        ),
        ScopeFinding(signal="syntax_nodes", family="size", file="packer.py", line=1, message="1.9 times the usual", points=9.5),
    ),
    shares=(SignalShare(signal="one_entry_table", family="speculation", found=1, points=22.0),),
    too_little=(ScopeFinding(signal="no_own_tests", family="too little", file="packer.py", line=1, message="none", points=0),),
    standings=(Standing(name="reference", kind="reference", points=2.0, band="right-sized", families={"size": 2.0}),),
    reason="between the right-sized and the over-built samples",
)


class MadeUp(Grader):
    """Grades without a sandbox."""

    def __init__(self, like: Evaluation) -> None:
        self.like = like

    def evaluate(self, submission, challenge, watch=lambda done, all_, name: None, clock=None) -> tuple[Evaluation, str]:
        named = self.like.challenge.model_copy(update={"name": challenge.name, "sha256": challenge.sha256})
        shown = tuple(evaluations.file(each.path, each.data.decode()) for each in submission.files)
        own = self.like.submission.model_copy(update={"name": submission.name, "sha256": submission.sha256})
        return self.like.model_copy(update={"challenge": named, "submission": own, "files": shown, "scope": SCOPE}), "graded\n"


def card(code: str, grader: str, levels: tuple[int, int, int], **more) -> Scorecard:
    """A draft with these levels on the judged criteria."""
    marks = {
        name: Mark.model_validate({"level": level, "reason": reason})
        for (name, reason), level in zip(REASONS.items(), levels, strict=True)
    }
    return Scorecard(submission=code, grader=grader, criteria=marks, **more)


def hand_in(round_: Path, made: Scorecard) -> None:
    scoring.save(round_, made)
    scoring.hand_in(round_, made.submission, made.grader)


def make(tmp: Path) -> tuple[Path, dict[str, str]]:
    """The round, and code names by candidate. Noor's is settled, Jonas' is two apart, Mei's has one scorecard, Ilse's none."""
    round_ = tmp / "round"
    asked = Opening("coding", "product-implementer", "dana", "context-packer", graders_per_submission=2, name="spring <2026>")
    open_(round_, asked)
    codes = {}
    likes = (evaluations.good(), evaluations.wrong(), evaluations.cheating(), evaluations.internal_error())
    for name, like in zip(NAMES, likes, strict=True):
        place = tmp / name.replace(" ", "-").lower()
        place.mkdir(parents=True)
        (place / "packer.py").write_text(evaluations.PACKER)
        (place / "DECISIONS.md").write_text(f"{evaluations.DECISIONS}\n{name}, {name.split()[0].lower()}@example.org\n")
        codes[name] = adding.add(round_, place, "dana", name)
        adding.grade(round_, codes[name], MadeUp(like), "dana")
    noor, jonas, mei, _ = (codes[name] for name in NAMES)
    clarify(round_, noor, "Is a tool's result part of the turn?", "There are user and assistant messages only.", "dana")
    dismissed = FindingVerdict(signal="syntax_nodes", file="packer.py", line=1, verdict="not here", reason="most are docstrings")
    flag = Flagged(id="over-built", evidence="packer.py:9, a class for one caller")
    hand_in(round_, card(noor, "ada", (4, 2, 3), findings=(dismissed,), note="Worth talking about rule 5."))
    hand_in(round_, card(noor, "bo", (3, 3, 3), red_flags=(flag,)))
    hand_in(round_, card(jonas, "ada", (2, 1, 2)))
    hand_in(round_, card(jonas, "bo", (3, 4, 2)))
    hand_in(round_, card(mei, "ada", (1, 1, 1), red_flags=(flag,)))
    return round_, codes


def settle(round_: Path, code: str) -> None:
    """The one difference, by a third."""
    adjudicate(round_, code, "readable-by-a-colleague", 3, "the rules stand in order; the ledger helps", "cy")


def closed(round_: Path) -> None:
    """Closed as it is, and revealed."""
    from harness.rounds.closing import close, reveal

    close(round_, "dana", None, "a demonstration")
    reveal(round_, "dana")


def code_of(round_: Path, name: str) -> str:
    return next(code for code, each in open_round(round_).names().people.items() if each.name == name)
