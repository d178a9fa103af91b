"""What the log says has happened: the state of a round, by replaying its entries. Nothing else remembers it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from harness.rounds.log import Entry


@dataclass(frozen=True)
class HandedIn:
    """A scorecard that counts. path: where it is. stale: handed in before the last amendment, so it is to be done again."""

    code: str
    grader: str
    seq: int
    at: str
    path: str
    appeal: int | None = None
    stale: bool = False


@dataclass(frozen=True)
class Appeal:
    """A submission, or one criterion of it, opened for a grader who has not scored it."""

    number: int
    seq: int
    at: str
    by: str
    code: str
    criterion: str | None


@dataclass
class Candidate:
    """Somebody in the round, under a code name. added: the entry of the submission. graded: that of the result that counts."""

    code: str
    invited: Entry
    added: Entry | None = None
    graded: Entry | None = None
    forgotten: Entry | None = None


@dataclass
class State:
    """files: for each path its hash and the entry that wrote it last. candidates: in the order in which they came in."""

    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    cards: dict[tuple[str, str], HandedIn] = field(default_factory=dict)
    reopened: set[tuple[str, str]] = field(default_factory=set)
    adjudicated: set[tuple[str, str]] = field(default_factory=set)
    amendments: list[Entry] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)
    regrades: dict[int, dict[str, Entry]] = field(default_factory=dict)
    accepted: set[int] = field(default_factory=set)
    opened: Entry | None = None
    closed: Entry | None = None
    revealed: Entry | None = None

    def submissions(self) -> list[Candidate]:
        """Those whose submission is in, in the order in which they came in."""
        there = [each for each in self.candidates.values() if each.added is not None]
        return sorted(there, key=lambda each: each.added.seq if each.added else 0)

    def handed_in(self, code: str) -> list[HandedIn]:
        """The scorecards of one submission that were handed in and not reopened, by grader."""
        return sorted((card for card in self.cards.values() if card.code == code), key=lambda card: card.grader)


def replay(entries: Iterable[Entry]) -> State:
    """The state after the last of `entries`."""
    state = State()
    for entry in entries:
        _files(state, entry)
        _event(state, entry)
    return state


def _files(state: State, entry: Entry) -> None:
    for path, sha256 in entry.files.items():
        if sha256 is None:
            state.files.pop(path, None)
            state.removed[path] = entry.seq
        else:
            state.files[path] = (sha256, entry.seq)
            state.removed.pop(path, None)


def _event(state: State, entry: Entry) -> None:
    code = str(entry.data.get("submission", ""))
    candidate = state.candidates.get(code)
    match entry.event:
        case "opened":
            state.opened = entry
        case "invited" | "submission-added":
            candidate = state.candidates.setdefault(code, Candidate(code, entry))
            if entry.event == "submission-added":
                candidate.added = entry
        case "graded":
            if candidate:
                candidate.graded = entry
        case "score-handed-in":
            _handed_in(state, entry, code)
        case "score-reopened":
            key = (code, str(entry.data.get("grader")))
            state.cards.pop(key, None)
            state.reopened.add(key)
        case "amended":
            state.amendments.append(entry)
            state.adjudicated.clear()  # what was settled was settled under what held then
            state.cards = {key: _stale(card) for key, card in state.cards.items()}
        case "adjudicated":
            state.adjudicated.add((code, str(entry.data.get("criterion"))))
        case "appealed":
            criterion = entry.data.get("criterion")
            number = len(state.appeals) + 1
            state.appeals.append(Appeal(number, entry.seq, entry.at, entry.by, code, str(criterion) if criterion else None))
        case "regraded":
            again = state.regrades.setdefault(_number(entry), {})
            if entry.data.get("undone"):
                again.pop(code, None)
            else:
                again[code] = entry
        case "regrade-accepted":
            number = _number(entry)
            state.accepted.add(number)
            for each in state.regrades.get(number, {}):
                if each in state.candidates:
                    state.candidates[each].graded = entry
        case "closed":
            state.closed = entry
        case "revealed":
            state.revealed = entry
        case "forgotten":
            if candidate:
                candidate.forgotten = entry
        case _:
            pass


def _handed_in(state: State, entry: Entry, code: str) -> None:
    grader = str(entry.data.get("grader"))
    path = next((path for path, sha256 in entry.files.items() if sha256 and path.startswith("scores/")), "")
    appeal = entry.data.get("appeal")
    state.cards[code, grader] = HandedIn(code, grader, entry.seq, entry.at, path, appeal if isinstance(appeal, int) else None)
    state.reopened.discard((code, grader))


def _number(entry: Entry) -> int:
    """Of the regrade; 0 where a changed log has none, which `verify` tells."""
    number = entry.data.get("regrade")
    return number if isinstance(number, int) else 0


def _stale(card: HandedIn) -> HandedIn:
    return HandedIn(card.code, card.grader, card.seq, card.at, card.path, card.appeal, stale=True)
