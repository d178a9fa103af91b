"""The types that signals read and return. Runs in the reader."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class File:
    """One file of the submission, as text."""

    path: str
    text: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def folders(self) -> tuple[str, ...]:
        return tuple(self.path.split("/")[:-1])


@dataclass(frozen=True)
class Finding:
    """One place. message: a sentence that the candidate would accept as fact. weight: 1 is the signal's usual finding."""

    file: str
    line: int
    message: str
    weight: float = 1.0


@dataclass(frozen=True)
class Asked:
    """What the challenge asks for, as far as reading needs it. No hidden test is in it.

    kit: SHA-256 of the files that the candidate was given. provided: packages that the environment has.
    """

    brief: str = ""
    imports: tuple[str, ...] = ()
    entry_points: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    provided: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    kit: frozenset[str] = frozenset()

    @property
    def serves(self) -> bool:
        """Whether a server was asked for."""
        return any(point.split(" ")[0] in ("GET", "POST", "PUT", "PATCH", "DELETE") for point in self.entry_points)

    @property
    def commands(self) -> bool:
        """Whether a program on the command line was asked for."""
        return any(point.startswith(("python ", "$ ")) or " -m " in point for point in self.entry_points)

    def mentions(self, word: str) -> bool:
        """Whether the brief has that word, as it stands."""
        return bool(word) and word in self.brief

    def excludes(self, *words: str) -> str:
        """The line of what is not asked for that has one of these words; empty where there is none."""
        return next((line for line in self.not_asked if any(word in line.lower() for word in words)), "")


@dataclass
class Notes:
    """What was left out, in words."""

    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        if len(self.lines) < 50:
            self.lines.append(line)
