"""Rule 8: many tickets at once, and not too many. Rule 9: each result as soon as it can be written."""

import time

import pytest
from desk import by_subject, draw, lines, must, read_line, said, ticket, twice, word, words

from harness.testing import Gate, answer, says, status

SOON = "rule 9: each result is written as soon as those before it are, while input is still open"


def starting_s(desk):
    """What starting Python with httpx takes here and now."""
    return desk.candidate.run(["python", "-c", "import httpx, asyncio"], timeout=15).duration_s


def next_result(process, timeout=8.0):
    """The next line of output, None where none comes in time. What waits for more input waits for ever, so the time is ample."""
    try:
        line = process.read_line(timeout)
    except TimeoutError:
        return None
    return read_line(line)


def written(got, made):
    return got is not None and got.get("id") == made["id"]


@pytest.mark.rule(8)
def test_24_tickets(desk):
    """24 tickets with a model that takes 0.3 s each are done in under 3 s."""
    rule = "rule 8: 24 tickets at 0.3 s each are done in under 3 s"
    # On a quiet machine Python and httpx are up in 0.4 s. On a busy one the model takes longer to the same degree, and the 3 s
    # are what they are to its 0.3 s: ten times what it really took.
    busy = min(4.0, max(1.0, starting_s(desk) / 0.4))

    def check():
        desk.model.reset()
        desk.model.latency_s = 0.3 * busy
        desk.run([ticket() for _ in range(24)], rule, timeout_s=3 * busy + 2)
        took = [request.finished_at - request.arrived_at for request in desk.asked() if request.finished_at is not None]
        must(took and desk.took_s <= 10 * sum(took) / len(took) + 3 * desk.model.worst_lag_s, rule)

    twice(check) if busy < 2.5 else check()


@pytest.mark.rule(8)
def test_8_requests_at_most(desk):
    """Of 24 tickets, no more than 8 are asked about at a time."""
    desk.model.latency_s = 0.3
    desk.run([ticket() for _ in range(24)])
    must(len(desk.asked()) >= 24, "rule 7: the model is asked about each ticket")
    must(desk.model.most_in_flight <= 8, "rule 8: never more than 8 requests in flight")


@pytest.mark.rule(8)
def test_8_requests_at_most_with_failures(desk):
    """Second and third requests count as well."""
    troubles = [
        lambda: words(),
        lambda: status(500, latency_s=0.1),
        lambda: answer("{", latency_s=0.1),
        lambda: said(),
        lambda: said(),
    ]
    desk.model.latency_s = 0.1
    desk.model.default = lambda request: draw.choice(troubles)()
    desk.run([ticket() for _ in range(30)])
    must(desk.model.most_in_flight <= 8, "rule 8: never more than 8 requests in flight, later ones of a ticket included")


@pytest.mark.rule(9)
def test_result_while_input_is_open(desk):
    """The first result is written although more input may come."""
    made, process = ticket(), desk.start()
    process.write(lines([made]))
    must(desk.model.wait_for(1, 8), "rule 9: a ticket is read while input is still open")
    must(written(next_result(process), made), SOON)


@pytest.mark.rule(9)
def test_one_after_the_other(desk):
    """Tickets that come one at a time are answered one at a time."""
    process = desk.start()
    for _ in range(4):
        made = ticket()
        process.write(lines([made]))
        must(written(next_result(process), made), SOON)


@pytest.mark.rule(8, 9)
def test_a_result_does_not_wait_for_the_one_behind(desk):
    """A result is written while the model still thinks about the next ticket."""
    gate = Gate()
    first, second = ticket(), ticket()
    desk.model.default = by_subject({second["subject"]: says(said(), gate=gate)})
    process = desk.start()
    process.write(lines([first, second]))
    must(desk.model.wait_for(2, 10), "rule 8: the next ticket is asked about while one waits")
    must(written(next_result(process, 4.5), first), SOON)  # after 6 s the second would have its fallback
    gate.open()
    must(written(next_result(process), second), SOON)


@pytest.mark.rule(8, 9)
def test_a_result_waits_for_the_one_before(desk):
    """A result that is there early is written right after the one before it, not sooner and not later."""
    gate = Gate()
    tickets = [ticket() for _ in range(3)]
    desk.model.default = by_subject({tickets[0]["subject"]: says(said(), gate=gate)})
    process = desk.start()
    process.write(lines(tickets))
    must(desk.model.wait_for(3, 8), "rule 8: the next tickets are asked about while one waits")
    time.sleep(0.3)
    early = process.stdout
    gate.open()
    must(early == b"", "rule 9: results are written in the order of the input")
    for made in tickets:
        must(written(next_result(process), made), SOON)


@pytest.mark.rule(7, 9)
def test_an_error_while_input_is_open(desk):
    """What is no ticket gives its error while input is still open."""
    process = desk.start()
    process.write(f"{word()}\n")
    got = next_result(process)
    must(got is not None and "error" in got, "rule 9: an error is written as soon as the results before it are")


@pytest.mark.rule(9)
def test_ends_with_its_input(desk):
    """When input ends and all is written, the program ends."""
    process = desk.start()
    process.write(lines([ticket(), ticket()]))
    process.close_stdin()
    try:
        status_ = process.wait(15)
    except TimeoutError:
        status_ = None
    must(status_ == 0, "rule 7: when the input has ended, the program ends with status 0")
    must(process.stdout.count(b"\n") == 2, "rule 7: no ticket is lost when input ends")
