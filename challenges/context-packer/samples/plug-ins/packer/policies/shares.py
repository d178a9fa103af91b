from __future__ import annotations

from ..exceptions import ConfigError
from ..plugins import PluginKind, plugin
from .interfaces import SharePolicy


@plugin(PluginKind.SHARE, "fraction")
class FractionShare(SharePolicy):
    def __init__(self, numerator: int = 3, denominator: int = 5) -> None:
        if denominator <= 0 or not 0 <= numerator <= denominator:
            raise ConfigError(f"share {numerator}/{denominator} is no fraction from 0 to 1")
        self.numerator = numerator
        self.denominator = denominator

    def allowance(self, left: int) -> int:
        return left * self.numerator // self.denominator


@plugin(PluginKind.SHARE, "everything")
class EverythingShare(SharePolicy):
    def allowance(self, left: int) -> int:
        return left


@plugin(PluginKind.SHARE, "fixed")
class FixedShare(SharePolicy):
    def __init__(self, tokens: int) -> None:
        self.tokens = tokens

    def allowance(self, left: int) -> int:
        return min(left, self.tokens)


@plugin(PluginKind.SHARE, "clamped")
class ClampedShare(SharePolicy):
    """A fraction, but at least and at most so many tokens."""

    def __init__(self, numerator: int, denominator: int, least: int = 0, most: int = 10**9) -> None:
        self._fraction = FractionShare(numerator, denominator)
        self.least = least
        self.most = most

    def allowance(self, left: int) -> int:
        return min(left, self.most, max(self.least, self._fraction.allowance(left)))
