"""A small challenge that is fair: the skeleton of `grade challenge new`, filled in."""

from harness.fairness import skeleton

EXCUSES = """mutation:
  equivalent:
    - {file: clamp.py, line: 3, change: "value <= low", reason: a number at the bound is the bound}
    - {file: clamp.py, line: 5, change: "value >= high", reason: a number at the bound is the bound}
"""
WORDS = {
    "the first rule": "a number between the bounds stays",
    "the second rule": "one beyond a bound becomes that bound",
    "what candidates like to add and nobody asked for": "a command line",
    "what a good candidate asks, or writes down as an assumption": "bounds that are the wrong way round",
}
# fmt: off
FILES = {
    "reference/clamp.py": "def solve(request):\n    value, low, high = request['value'], request['low'], request['high']\n    if value < low:\n        return {'value': low}\n"
    "    if value > high:\n        return {'value': high}\n    return {'value': value}\n",
    "tests/public/test_clamp.py": "from clamp import solve\n\n\ndef test_inside():\n    assert solve({'value': 2, 'low': 1, 'high': 3}) == {'value': 2}\n",
    "tests/hidden/test_contract.py": "import pytest\nfrom clamp import solve\n\n\n@pytest.mark.rule(1)\ndef test_between():\n"
    "    assert solve({'value': 5, 'low': 1, 'high': 9}) == {'value': 5}\n\n\n@pytest.mark.rule(1)\ndef test_at_the_bounds():\n"
    "    assert solve({'value': 1, 'low': 1, 'high': 9}) == {'value': 1} and solve({'value': 9, 'low': 1, 'high': 9}) == {'value': 9}\n",
    "tests/hidden/test_edges.py": "import pytest\nfrom clamp import solve\n\n\n@pytest.mark.rule(2)\ndef test_below():\n    assert solve({'value': -3, 'low': 1, 'high': 9}) == {'value': 1}\n\n\n"
    "@pytest.mark.rule(2)\ndef test_above():\n    assert solve({'value': 12, 'low': 1, 'high': 9}) == {'value': 9}\n",
    "samples/one-way/clamp.py": "def solve(about):\n    return {'value': max(about['low'], min(about['value'], about['high']))}\n",
    "samples/another-way/clamp.py": "solve = lambda three: {'value': sorted(three.values())[1]}\n",
    "samples/rule-01-broken/clamp.py": "def solve(about):\n    return {'value': about['low'] if about['value'] < about['high'] else about['high']}\n",
    "samples/rule-02-broken/clamp.py": "def solve(about):\n    return {'value': about['value']}\n",
}
# fmt: on


def make(parent):
    """The challenge's folder."""
    skeleton.create("clamp", parent)
    return fill_in(parent / "clamp")


def fill_in(folder):
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            for words, meaning in WORDS.items():
                text = text.replace(f"{skeleton.LEFT_OPEN}: {words}", meaning)
            path.write_text(text.replace(f"{skeleton.LEFT_OPEN}: ", "about "), "utf-8")
    change(folder, "challenge.yaml", "mutation: {threshold: 85, equivalent: []}\n", EXCUSES)
    return folder


def change(folder, name, old, new):
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")
