"""Rule 7: no ticket is lost, and what is no ticket gives an error in its place."""

import json

import pytest
from desk import draw, lines, must, said, ticket, word, words

from harness.testing import says

IN_ITS_PLACE = "rule 7: a line that is no ticket gives an error in its place"
TYPES = {"id": [7, None, ["x"]], "subject": [None, 3, {}], "body": [None, ["x"], True], "customer_tier": [None, 1, ["pro"]],
         "received_at": [None, 1767225600, {}]}  # fmt: skip
NO_DATES = ["yesterday", "", "2026-13-01T10:00:00Z", "2026-02-30T10:00:00Z", "01/02/2026 10:00", "2026-01-01T25:00:00Z", "10:00"]


def without(key):
    made = ticket()
    del made[key]
    return made


def errors_in_place(desk, bad, rule=IN_ITS_PLACE):
    """Each of `bad` between tickets: the errors stand in their places, and the tickets have their results."""
    mixed, want = [], []
    for line in bad:
        good = ticket()
        mixed += [line, good]
        want += [None, good["id"]]
    got = desk.run(mixed)
    must([None if "error" in each else each.get("id") for each in got] == want, rule)
    return got[::2]


def must_refuse(desk, made, rule):
    function = desk.candidate.load("triage").triage_ticket
    try:
        function(made)
    except ValueError:
        return
    except Exception:
        pass
    raise AssertionError(f"rule 7: triage_ticket raises ValueError for {rule}")


@pytest.mark.rule(7)
def test_not_json(desk):
    """Lines that are not JSON give errors, and the tickets between them results."""
    errors_in_place(desk, [words(), "{", json.dumps(ticket())[:-1], "{'id': 'x'}", "]"])


@pytest.mark.rule(7)
def test_not_an_object(desk):
    """Lines that are JSON but no object give errors."""
    errors_in_place(desk, ["[]", "3", "null", "true", f'"{word()}"', json.dumps([ticket()])])


@pytest.mark.rule(7)
def test_key_missing(desk):
    """A ticket without one of its keys gives an error."""
    errors_in_place(desk, [without(key) for key in TYPES] + ["{}"], f"{IN_ITS_PLACE} (a key missing)")


@pytest.mark.rule(7)
def test_value_of_another_type(desk):
    """A ticket with a value of another type gives an error."""
    bad = [ticket(**{key: value}) for key, values in TYPES.items() for value in values]
    errors_in_place(desk, bad, f"{IN_ITS_PLACE} (another type)")


@pytest.mark.rule(7)
def test_unknown_tier(desk):
    """A ticket with a tier other than the three gives an error."""
    errors_in_place(
        desk, [ticket(customer_tier=each) for each in ("gold", "Pro", "", "enterprise ", word())], f"{IN_ITS_PLACE} (tier)"
    )


@pytest.mark.rule(7)
def test_no_date(desk):
    """A ticket whose received_at is no ISO 8601 date and time gives an error."""
    errors_in_place(desk, [ticket(received_at=each) for each in NO_DATES], f"{IN_ITS_PLACE} (received_at)")


@pytest.mark.rule(7)
def test_dates_of_the_standard(desk):
    """Dates and times with Z, with an offset, and with fractions of a second are tickets like others."""
    dates = ["2026-02-28T23:59:59Z", "2026-03-01T10:00:00+02:00", "2026-03-01T10:00:00.250-05:00", "2024-02-29T00:00:00Z"]
    got = desk.run([ticket(received_at=each) for each in dates])
    must(not any("error" in each for each in got), "rule 7: an ISO 8601 date and time is no error")


@pytest.mark.rule(7)
def test_not_utf_8(desk):
    """Lines that are not UTF-8 give errors, what looks like a ticket too."""
    nearly = json.dumps(ticket(body="XX")).encode().replace(b"XX", b"caf\xe9")
    errors_in_place(desk, [b"\xff\xfe\x80", nearly, b"\xc3\x28"])


@pytest.mark.rule(7)
def test_nested_without_end(desk):
    """Lines that nest without end give errors."""
    errors_in_place(
        desk,
        ["[" * 50_000, "[" * 20_000 + "]" * 20_000, '{"id":' * 20_000],
        "rule 7: a line that nests without end is no different",
    )


@pytest.mark.rule(7)
def test_form_of_an_error(desk):
    """An error has the keys id and error and no other, and says in words what is wrong."""
    for got in errors_in_place(desk, [words(), without("body"), ticket(customer_tier=word())]):
        must(set(got) == {"id", "error"}, 'rule 7: an error is {"id": ..., "error": ...}')
        must(isinstance(got["error"], str) and got["error"].strip(), "rule 7: `error` says what is wrong")


@pytest.mark.rule(7)
def test_id_of_an_error(desk):
    """An error has the ticket's id where it has one that is a string."""
    bad = [without("subject"), ticket(customer_tier=word()), ticket(body=None)]
    got = errors_in_place(desk, bad)
    must([each.get("id") for each in got] == [made["id"] for made in bad], "rule 7: an error has the ticket's id")


@pytest.mark.rule(7)
def test_null_for_an_id(desk):
    """An error has null for an id where there is none that is a string."""
    got = errors_in_place(desk, [words(), "[]", without("id"), ticket(id=draw.randint(1, 999)), ticket(id=None), f'"{word()}"'])
    must(all("id" in each and each["id"] is None for each in got), "rule 7: an error has id null where there is no string one")


@pytest.mark.rule(7)
def test_model_is_not_asked(desk):
    """For what is no ticket the model is not asked."""
    desk.run([words(), "{}", without("subject"), ticket(customer_tier=word()), ticket(id=5), b"\xff"])
    must(not desk.asked(), "rule 7: a line that is no ticket does not ask the model")


@pytest.mark.rule(7)
def test_blank_lines(desk):
    """Lines that are empty or only white space are skipped without a line of output."""
    tickets = [ticket() for _ in range(3)]
    got = desk.run(b"\n" + lines([tickets[0], "", "   ", "\t"]) + b"\n\n" + lines([tickets[1], " \t \r", tickets[2], "  "]))
    must(
        [each.get("id") for each in got] == [made["id"] for made in tickets],
        "rule 7: blank lines are skipped without a line of output",
    )


@pytest.mark.rule(7)
def test_nothing_but_bad_lines(desk):
    """Where no line is a ticket, there is an error for each, and the status is 0."""
    got = desk.run([words() for _ in range(7)])
    must(len(got) == 7 and all("error" in each for each in got), IN_ITS_PLACE)


@pytest.mark.rule(7)
def test_no_ticket_is_lost_among_many(desk):
    """Of a hundred lines in any order each has its line of output."""
    desk.model.default = lambda request: says(said(), latency_s=0.01)
    mixed = [ticket() if draw.random() < 0.6 else draw.choice([words(), "{}", without("body")]) for _ in range(100)]
    want = [each["id"] if isinstance(each, dict) and "body" in each else None for each in mixed]
    got = desk.run(mixed)
    must([None if "error" in each else each.get("id") for each in got] == want, "rule 7: no ticket is lost")


@pytest.mark.rule(7)
def test_function_refuses_a_missing_key(desk):
    """`triage_ticket` raises ValueError for a ticket without one of its keys."""
    for key in TYPES:
        must_refuse(desk, without(key), "a ticket without one of its keys")


@pytest.mark.rule(7)
def test_function_refuses_another_type(desk):
    """`triage_ticket` raises ValueError for a value of another type."""
    for key, values in TYPES.items():
        for value in values:
            must_refuse(desk, ticket(**{key: value}), "a value of another type")


@pytest.mark.rule(7)
def test_function_refuses_an_unknown_tier(desk):
    """`triage_ticket` raises ValueError for a tier other than the three."""
    for tier in ("gold", "Free", ""):
        must_refuse(desk, ticket(customer_tier=tier), "a tier other than the three")


@pytest.mark.rule(7)
def test_function_refuses_what_is_no_date(desk):
    """`triage_ticket` raises ValueError where received_at is no ISO 8601 date and time."""
    for date in NO_DATES:
        must_refuse(desk, ticket(received_at=date), "a received_at that is no ISO 8601 date and time")


@pytest.mark.rule(7)
def test_function_does_not_ask_about_what_is_no_ticket(desk):
    """`triage_ticket` does not ask the model about what is no ticket."""
    for made in (without("body"), ticket(customer_tier=word()), ticket(subject=None)):
        must_refuse(desk, made, "what is no ticket")
    must(not desk.asked(), "rule 7: what is no ticket does not ask the model")
