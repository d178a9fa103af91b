"""Code for cases that the brief excludes

What it looks for: words in the code's values and imports that belong to a case of which the brief says that it is not asked for
(`scope.not_asked` of challenge.yaml), as far as the case has words of its own, such as `authentication` or `stream`.

Why it matters: the brief draws a line so that nobody has to build what is behind it. What is there will be maintained all the
same.

An example: a check of API keys where the brief says *not asked for: authentication*.

When it is fine: a document that says why it was left out, and a refusal of the case in one line.
"""

import ast
import re
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Module

FAMILY = "speculation"
WORDS = {
    "authentication": r"authenticat|authoriz|api_?key_?(check|header|required|store)|x-api-key|hmac|jwt|oauth",
    "several models": r"model_?(registry|router|selector|pool)|/models/",
    "more than one model vendor": r"anthropic|claude|azure|gemini|vertex|bedrock|mistral|cohere",
    "plug-in": r"plug_?in|entry_points|pkgutil",
    "experiment tracker": r"experiment_?(track|store|log|run)|mlflow|wandb",
    "feature store": r"feature_?store",
    "hyper-parameter": r"gridsearch|randomizedsearch|optuna|param_grid",
    "deep learning": r"torch|keras|tensorflow|mlpclassifier",
    "tokenizer": r"tiktoken|tokenizer|count_tokens|bytepair",
    "notebook": r"ipython|nbformat",
}


def find(project: Project) -> Iterator[Finding]:
    cases = [(line, pattern) for line in project.asked.not_asked for word, pattern in WORDS.items() if word in line.lower()]
    for line, pattern in cases:
        places: set[str] = set()
        for module in project.modules:
            for text, at in _words(module, project.own):
                if re.search(pattern, text.lower()) and module.path not in places:
                    places.add(module.path)
                    yield Finding(module.path, at, f"{text[:60]!r} belongs to what the brief does not ask for: {line}")


def _words(module: Module, own: set[str]) -> Iterator[tuple[str, int]]:
    """What renaming does not change: names of foreign packages, and values."""
    for name, line, _ in module.imports:
        if name.partition(".")[0] not in own:
            yield name, line
    for node in module.of(ast.Constant):
        if isinstance(node.value, str) and len(node.value) <= 60 and re.fullmatch(r"[\w./-]+", node.value):
            yield node.value, node.lineno
