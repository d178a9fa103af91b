"""Requests for the tests: built by hand, and drawn. Every text is unlike every other, so that a result tells what is in."""

import copy

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

# Shrinking would make the time that a test takes hang on the candidate's answers.
drawn = settings(
    max_examples=50,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def user(tokens, pinned=None):
    return _message("user", tokens, pinned)


def assistant(tokens, pinned=None):
    return _message("assistant", tokens, pinned)


def _message(role, tokens, pinned):
    message = {"role": role, "text": "", "tokens": tokens}
    if pinned is not None:
        message["pinned"] = pinned
    return message


def passage(id, tokens, score=1.0, source=None):
    """`source`: one of its own, unless given."""
    return {"id": id, "text": "", "tokens": tokens, "score": score, "source": f"home of {id}" if source is None else source}


def request(budget, history=(), passages=(), system=0, question=0):
    """A request with a text of its own for each part."""
    made = copy.deepcopy(
        {
            "budget": budget,
            "system": {"text": "You answer from the passages. <s>", "tokens": system},
            "history": list(history),
            "passages": list(passages),
            "question": {"text": "And what now? <q>", "tokens": question},
        }
    )
    for index, message in enumerate(made["history"]):
        message["text"] = f"Said by {message['role']}. <m{index}>"
    for index, each in enumerate(made["passages"]):
        each["text"] = f"Found somewhere. <p{index}>"
    return made


def must_be_in(request):
    """Tokens of system, question and pinned messages."""
    pinned = [message["tokens"] for message in request["history"] if message.get("pinned") is True]
    return request["system"]["tokens"] + request["question"]["tokens"] + sum(pinned)


SCORES = st.one_of(
    st.sampled_from([0, 1, 2, 0.5, 0.25, -1.0, -3, 0.0, -0.0]),
    st.floats(-5, 5, allow_nan=False),
)
_IDS = ["a", "b", "c", "d", "doc-1", "doc-10", "doc-2", "x1", "x10", "x2", "y", "z"]
PASSAGE = st.builds(
    lambda tokens, score, source: {"text": "", "tokens": tokens, "score": score, "source": source},
    st.one_of(st.integers(1, 12), st.integers(0, 40)),
    SCORES,
    st.sampled_from(["wiki", "mail", "faq", "handbook"]),
)
MESSAGE = st.builds(
    _message,
    st.sampled_from(["user", "assistant"]),
    st.one_of(st.integers(1, 12), st.integers(0, 40)),
    st.sampled_from([None, None, False, True]),
)


@st.composite
def histories(draw, max_size=10):
    return draw(st.lists(MESSAGE, min_size=1, max_size=max_size))


@st.composite
def passages(draw, max_size=10):
    found = draw(st.lists(PASSAGE, min_size=1, max_size=max_size))
    ids = draw(st.permutations(_IDS))
    return [{"id": id, **each} for id, each in zip(ids, found, strict=False)]


@st.composite
def requests(draw, history=True, retrieved=True):
    """A valid request whose budget holds what must be in, and from nothing to all of the rest."""
    made = request(
        0,
        draw(histories()) if history else (),
        draw(passages()) if retrieved else (),
        draw(st.integers(0, 15)),
        draw(st.integers(0, 15)),
    )
    optional = [m["tokens"] for m in made["history"] if m.get("pinned") is not True] + [p["tokens"] for p in made["passages"]]
    made["budget"] = must_be_in(made) + draw(st.integers(0, sum(optional) + 3))
    return made
