"""The interface, and rule 9's order."""

import json

import pytest
from desk import KEYS, by_subject, lines, must, plain, read_line, result, said, same, ticket, user_text, word, words

from harness.testing import says


@pytest.mark.rule(1)
def test_result_is_what_the_model_said(desk):
    """A valid answer of the model becomes the result, with the ticket's id and source `model`."""
    for _ in range(5):
        made, answer = ticket(), said()
        desk.model.script(answer)
        must(
            same(desk.triage(made), result(made, answer)),
            "interface: the result has the ticket's id, the model's values and source model",
        )


@pytest.mark.rule(1)
def test_result_has_no_other_keys(desk):
    """A result has the six keys of the interface and no other."""
    must(set(plain(desk.triage(ticket()))) == KEYS, "interface: a result has just the keys that the brief names")


@pytest.mark.rule(3)
def test_one_good_answer_takes_one_request(desk):
    """Where the first answer is good, the model is asked once."""
    for count in range(1, 5):
        desk.triage(ticket())
        must(len(desk.asked()) == count, "rule 3: no more requests than are needed: a good answer takes one")


@pytest.mark.rule(5)
def test_request_goes_to_the_service(desk):
    """The model is asked by POST to /chat/completions below the base URL, with the key as a bearer token."""
    desk.triage(ticket())
    request = desk.asked()[0]
    must((request.method, request.path) == ("POST", "/v1/chat/completions"), "interface: POST $LLM_BASE_URL/chat/completions")
    must(request.headers.get("authorization") == f"Bearer {desk.model.api_key}", "interface: Authorization: Bearer $LLM_API_KEY")


@pytest.mark.rule(5)
def test_request_names_the_model(desk):
    """A request names the model of LLM_MODEL and asks for no stream."""
    desk.triage(ticket())
    asked = desk.asked()[0].json
    must(isinstance(asked, dict) and asked.get("model") == desk.name, 'interface: "model" is $LLM_MODEL')
    must(not asked.get("stream"), "interface: the answer is not streamed")


@pytest.mark.rule(5)
def test_model_reads_subject_and_body(desk):
    """The model is given the ticket's subject and its body."""
    made = ticket()
    desk.triage(made)
    text = user_text(desk.asked()[0])
    must(made["subject"] in text and made["body"] in text, "rule 5: subject and body are in messages with role user")


@pytest.mark.rule(5)
def test_command_asks_the_same_service(desk):
    """`python -m triage` asks with the same key, model and texts."""
    made = ticket()
    desk.run([made])
    request = desk.asked()[0]
    must(request.headers.get("authorization") == f"Bearer {desk.model.api_key}", "interface: Authorization: Bearer $LLM_API_KEY")
    must(request.json.get("model") == desk.name, 'interface: "model" is $LLM_MODEL')
    must(
        made["subject"] in user_text(request) and made["body"] in user_text(request),
        "rule 5: subject and body are in user messages",
    )


@pytest.mark.rule(9)
def test_command_writes_a_result_for_each_line(desk):
    """`python -m triage` writes for each ticket what `triage_ticket` would return, as a line of JSON."""
    tickets = [ticket() for _ in range(5)]
    answers = {made["subject"]: said() for made in tickets}
    desk.model.default = by_subject(answers)
    want = [result(made, answers[made["subject"]]) for made in tickets]
    must(
        all(same(got, each) for got, each in zip(desk.run(tickets), want)),
        "interface: each line of output is the result of its ticket",
    )


@pytest.mark.rule(9)
def test_one_line_of_output_for_each_of_input(desk):
    """There are as many lines of output as tickets, and nothing else is on standard output."""
    tickets = [ticket() for _ in range(12)]
    must(len(desk.run(tickets)) == len(tickets), "interface: one line of output for each line of input")


@pytest.mark.rule(9)
def test_order_is_that_of_the_input(desk):
    """Results stand in the order of the input, however long the model takes for each."""
    tickets = [ticket() for _ in range(16)]
    slow_first = {made["subject"]: says(said(), latency_s=0.6 - 0.04 * place) for place, made in enumerate(tickets)}
    desk.model.default = by_subject(slow_first)
    got = [each.get("id") for each in desk.run(tickets)]
    must(got == [made["id"] for made in tickets], "rule 9: results are written in the order of the input")


@pytest.mark.rule(9)
def test_order_of_many(desk):
    """Forty tickets with drawn latencies come out in the order in which they came."""
    tickets = [ticket() for _ in range(40)]
    desk.model.default = lambda request: says(said(), latency_s=hash(request.body) % 7 / 50)
    got = [each.get("id") for each in desk.run(tickets)]
    must(got == [made["id"] for made in tickets], "rule 9: results are written in the order of the input")


@pytest.mark.rule(7, 9)
def test_errors_keep_their_place(desk):
    """What is no ticket gives its error in its place, though its result is there at once."""
    good = [ticket() for _ in range(4)]
    desk.model.latency_s = 0.3
    got = desk.run([good[0], word(), good[1], good[2], "[]", good[3]])
    must(
        [each.get("id") for each in got if "error" not in each] == [made["id"] for made in good],
        "rule 9: results keep their order",
    )
    must(
        [index for index, each in enumerate(got) if "error" in each] == [1, 4], "rule 9: an error stands in the place of its line"
    )


@pytest.mark.rule(9)
def test_nothing_in_nothing_out(desk):
    """Without input there is no output."""
    must(desk.run(b"") == [], "interface: one line of output for each line of input, so none for none")


@pytest.mark.rule(7, 9)
def test_last_line_without_an_end(desk):
    """The last line counts also where no line end follows it."""
    tickets = [ticket(), ticket()]
    got = desk.run(lines(tickets).rstrip(b"\n"))
    must(
        [each.get("id") for each in got] == [made["id"] for made in tickets], "rule 7: no ticket is lost, the last line's neither"
    )


@pytest.mark.rule(7, 9)
def test_a_line_ends_where_json_lines_end(desk):
    """A ticket whose text holds line separators of Unicode is one line."""
    made = ticket(body=f"{words()}\u2028{words()}\u0085{words()}\u2029")
    got = desk.run([json.dumps(made, ensure_ascii=False), ticket()])
    must(
        len(got) == 2 and got[0].get("id") == made["id"] and "error" not in got[0],
        "interface: JSON Lines: a line ends at a line feed",
    )


@pytest.mark.rule(9)
def test_text_of_any_language(desk):
    """Replies in other scripts come out as the model gave them."""
    made, answer = ticket(body=f"Привіт {words()} 你好 🙂"), said(reply=f"Доброго дня 你好 🙂 {words()}")
    desk.model.script(answer)
    (got,) = desk.run([json.dumps(made, ensure_ascii=False)])
    must(got.get("reply") == answer["reply"], "interface: the reply is the model's, in any script")


@pytest.mark.rule(9)
def test_every_line_is_whole(desk):
    """Each line of output ends in a line feed and holds one JSON object."""
    done = desk.candidate.run(["python", "-m", "triage"], stdin=lines([ticket(), ticket(), ticket()]), timeout=15)
    must(done.stdout.endswith(b"\n") and done.stdout.count(b"\n") == 3, "interface: JSON Lines, one object a line")
    for line in done.stdout.splitlines():
        read_line(line)
