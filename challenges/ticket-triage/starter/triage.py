"""Reads support tickets with a language model. See brief.md. May become a package, as long as `python -m triage` works."""


def triage_ticket(ticket: dict) -> dict:
    """Return {"id", "category", "urgency", "needs_human", "reply", "source"}. Raises ValueError for what is no ticket."""
    raise NotImplementedError


def main() -> None:
    """Read JSON Lines from standard input, write JSON Lines to standard output."""
    raise NotImplementedError


if __name__ == "__main__":
    main()
