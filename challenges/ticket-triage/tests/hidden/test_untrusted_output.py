"""Rule 1: what the model answers is not trusted."""

import json

import pytest
from desk import draw, is_fallback, must, plain, result, said, same, ticket, word, words

from harness.testing import answer, says

ASKED_AGAIN = "rule 1: content that is not such an object is asked for again"


def is_asked_again(desk, bad, rule):
    """Each of `bad`, then a good answer: the result is the good one, and the model was asked twice."""
    for behaviour in bad:
        made, good = ticket(), said()
        desk.model.reset()
        desk.model.script(behaviour, good)
        got = desk.triage(made)
        must(len(desk.asked()) == 2, rule)
        must(same(got, result(made, good)), f"{rule}, and the next answer counts")


def is_taken(desk, behaviour, want, rule):
    made = ticket()
    desk.model.reset()
    desk.model.script(behaviour)
    got = desk.triage(made)
    must(len(desk.asked()) == 1 and same(got, result(made, want)), rule)


@pytest.mark.rule(1)
def test_not_json(desk):
    """Content that is not JSON is asked for again."""
    whole = json.dumps(said())
    is_asked_again(
        desk, [words(), "", whole[:-1], whole.replace('"', "'"), "```json\n" + words() + "\n```"], f"{ASKED_AGAIN} (not JSON)"
    )


@pytest.mark.rule(1)
def test_not_an_object(desk):
    """Content that is JSON but no object is asked for again."""
    bad = [says(json.dumps(each)) for each in ([said()], [], words(), 3, None, True)]
    is_asked_again(desk, bad, f"{ASKED_AGAIN} (not an object)")


@pytest.mark.rule(1)
@pytest.mark.parametrize("key", ["category", "urgency", "needs_human", "reply"])
def test_key_missing(desk, key):
    """An object without one of the four keys is asked for again."""
    bad = said()
    del bad[key]
    is_asked_again(desk, [bad], f"{ASKED_AGAIN} (a key missing)")


@pytest.mark.rule(1)
def test_unknown_category(desk):
    """A category that is not one of the six, by one letter or by its case, is asked for again."""
    bad = ["Bug", "BILLING", "how-to", "how to", "bugs", " bug", "bug ", "", word()]
    is_asked_again(desk, [said(category=each) for each in bad], f'{ASKED_AGAIN} (`"Bug"` is no category)')


@pytest.mark.rule(1)
def test_category_of_another_type(desk):
    """A category that is no text is asked for again."""
    bad = [None, 1, ["bug"], {"bug": True}, True]
    is_asked_again(desk, [said(category=each) for each in bad], f"{ASKED_AGAIN} (category of another type)")


@pytest.mark.rule(1)
def test_urgency_out_of_range(desk):
    """An urgency below 1 or above 4 is asked for again."""
    bad = [0, 5, -1, draw.randint(6, 10**6), -draw.randint(2, 10**6)]
    is_asked_again(desk, [said(urgency=each) for each in bad], f"{ASKED_AGAIN} (urgency outside its range)")


@pytest.mark.rule(1)
def test_urgency_of_another_type(desk):
    """An urgency that is no integer is asked for again."""
    bad = [str(draw.randint(1, 4)), None, [2], 2.5, {}, float("nan")]
    is_asked_again(desk, [said(urgency=each) for each in bad], f"{ASKED_AGAIN} (urgency of another type)")


@pytest.mark.rule(1)
def test_urgency_true_is_no_integer(desk):
    """An urgency of true is asked for again."""
    is_asked_again(desk, [said(urgency=True)], f"{ASKED_AGAIN} (`true` is no integer)")


@pytest.mark.rule(1)
def test_needs_human_of_another_type(desk):
    """A needs_human that is neither true nor false is asked for again."""
    bad = ["true", "false", 1, 0, None, [], "no"]
    is_asked_again(desk, [said(needs_human=each) for each in bad], f"{ASKED_AGAIN} (needs_human of another type)")


@pytest.mark.rule(1)
def test_reply_of_another_type(desk):
    """A reply that is no text is asked for again."""
    bad = [None, 7, [words()], {"text": words()}, False]
    is_asked_again(desk, [said(reply=each) for each in bad], f"{ASKED_AGAIN} (reply of another type)")


@pytest.mark.rule(1)
def test_empty_reply(desk):
    """A reply without a character is asked for again."""
    is_asked_again(desk, [said(reply="")], f"{ASKED_AGAIN} (a reply has at least 1 character)")


@pytest.mark.rule(1)
def test_reply_too_long(desk):
    """A reply of more than 600 characters is asked for again, not cut."""
    bad = [word(1, 1) * 601, (words(200) + "x" * 700)[:700], "é" * 601]
    is_asked_again(
        desk, [said(reply=each) for each in bad], "rule 1: a reply of more than 600 characters is asked for again, not cut"
    )


@pytest.mark.rule(1)
def test_replies_at_the_limits(desk):
    """Replies of 1 and of 600 characters are taken; characters count, not bytes."""
    for reply in (word(1, 1), "x" + word() * 120, "é" * 600, "界" * 600):
        want = said(reply=reply[:600])
        is_taken(desk, want, want, "rule 1: a reply of 1 to 600 characters is taken as it came")


@pytest.mark.rule(1)
@pytest.mark.parametrize("urgency", [1, 2, 3, 4])
def test_every_urgency_is_taken(desk, urgency):
    """Each urgency from 1 to 4 is taken as it came."""
    want = said(urgency=urgency)
    is_taken(desk, want, want, "rule 1: an urgency from 1 to 4 is taken as it came")


@pytest.mark.rule(1)
@pytest.mark.parametrize("category", ["billing", "bug", "how_to", "account", "feature_request", "other"])
def test_every_category_is_taken(desk, category):
    """Each of the six categories is taken as it came."""
    want = said(category=category)
    is_taken(desk, want, want, "rule 1: each of the six categories is taken as it came")


@pytest.mark.rule(1)
def test_values_are_used_as_they_came(desk):
    """A reply keeps its blanks, line breaks and markup."""
    want = said(reply=f'  {words()}\n\n\t<b>{words()}</b> \\ " {{}} [email] \n')
    is_taken(desk, want, want, "rule 1: values are used as they came")


@pytest.mark.rule(1)
def test_json_fence(desk):
    """A fence of ```json around the object is accepted, over one line or many."""
    for indent in (None, 2):
        want = said()
        is_taken(
            desk,
            f"```json\n{json.dumps(want, indent=indent)}\n```",
            want,
            "rule 1: a ```json fence around the object is accepted",
        )


@pytest.mark.rule(1)
def test_fence_in_a_reply(desk):
    """A reply that holds a fence itself is taken whole."""
    want = said(reply=f'Try:\n```json\n{{"a": 1}}\n```\n{words()}')
    is_taken(desk, want, want, "rule 1: values are used as they came, a reply with a fence in it too")


@pytest.mark.rule(1)
def test_body_that_is_no_json(desk):
    """A response whose body is no JSON is asked for again."""
    bad = [answer(each) for each in (words(), b"", b"\xff\xfe\x00", "<html><body>Bad gateway</body></html>", '{"choices": [')]
    is_asked_again(desk, bad, "rule 1: a response whose body is not a chat completion is asked for again")


@pytest.mark.rule(1)
def test_body_of_another_shape(desk):
    """A response whose JSON is no chat completion is asked for again."""
    said_ = json.dumps(said())
    bad = [[], {}, None, 3, said(), {"choices": []}, {"choices": None}, {"choices": [None]}, {"choices": [{}]},
           {"choices": [{"text": said_}]}, {"choices": [{"message": said_}]}, {"choices": [{"message": {}}]},
           {"choices": {"message": {"content": said_}}}, {"error": {"message": words()}}]  # fmt: skip
    is_asked_again(
        desk, [answer(json.dumps(each)) for each in bad], "rule 1: a response that is not a chat completion is asked for again"
    )


@pytest.mark.rule(1)
def test_completion_without_text(desk):
    """A chat completion whose content is no text is asked for again."""
    bad = [{"choices": [{"message": {"role": "assistant", "content": each}}]} for each in (None, 3, ["x"], {}, True, said())]
    is_asked_again(desk, [answer(each) for each in bad], "rule 1: a chat completion without text in it is asked for again")


@pytest.mark.rule(1)
def test_nested_without_end(desk):
    """Content that nests without end is asked for again."""
    is_asked_again(desk, ["[" * 100_000, '{"category": ' * 20_000], f"{ASKED_AGAIN} (nested without end)")


@pytest.mark.rule(1)
def test_no_part_of_a_bad_answer_is_kept(desk):
    """Nothing of an answer that was refused is in the result."""
    made = ticket()
    good = said(category="account", urgency=4, needs_human=False)
    desk.model.script(said(category="bug", urgency=1, needs_human=True, reply=""), good)
    must(same(desk.triage(made), result(made, good)), "rule 1: values are used as they came, from one answer")


@pytest.mark.rule(1, 3)
def test_third_answer_counts(desk):
    """After two bad answers the third is used."""
    made, good = ticket(), said()
    desk.model.script(words(), said(category=word()), good)
    must(same(desk.triage(made), result(made, good)), "rule 3: a further request is used as long as there is one left")


@pytest.mark.rule(1)
def test_fallback_in_the_end(desk):
    """When no answer was good, category, urgency, needs_human and source are the fallback's."""
    desk.model.default = lambda request: draw.choice([words(), said(urgency=9), said(reply=None)])
    for tier in ("free", "pro", "enterprise"):
        made = ticket(customer_tier=tier)
        got = plain(desk.triage(made))
        want = {"id": made["id"], "category": "other", "urgency": 2, "needs_human": True, "source": "fallback"}
        must(
            same({key: got.get(key) for key in want}, want),
            "rule 1: the fallback is other, urgency 2, needs_human true, source fallback",
        )


@pytest.mark.rule(1)
def test_fallback_has_a_reply(desk):
    """The fallback has a reply of 1 to 600 characters, and no other keys than a result."""
    desk.model.default = lambda request: words()
    got = plain(desk.triage(ticket()))
    reply = got.get("reply")
    must(isinstance(reply, str) and 1 <= len(reply) <= 600 and reply.strip(), "rule 1: the fallback has a courteous reply")
    must(
        set(got) == {"id", "category", "urgency", "needs_human", "reply", "source"},
        "rule 1: the fallback is a result like others",
    )


@pytest.mark.rule(1)
def test_command_does_not_trust_either(desk):
    """`python -m triage` asks again and falls back as `triage_ticket` does."""
    made, lost, good = ticket(), ticket(), said()
    desk.model.default = lambda request: words() if lost["subject"] in str(request.json) else good
    desk.model.script(words())
    got = desk.run([made])
    must(same(got[0], result(made, good)), "rule 1: a bad answer is asked for again, by the command too")
    must(is_fallback(desk.run([lost])[0]), "rule 1: the fallback comes in the end, by the command too")
