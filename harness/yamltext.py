"""YAML as `harness.yamlfile` reads it back: no anchors, and every text that looks like a number in quotes."""

import re
from typing import Any

import yaml

_NUMBER = re.compile(r"[-+]?[.0-9][-+.0-9eE]*")


def dump(data: Any) -> str:
    """The text of a file, keys in the order given."""
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else "'" if _NUMBER.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _text)
