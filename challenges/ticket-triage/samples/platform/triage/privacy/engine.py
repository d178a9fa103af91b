"""Replaces what the detectors found."""

from collections.abc import Iterable

from triage.privacy.detectors import CardDetector, Detector, EmailDetector


class PrivacyEngine:
    """Runs all detectors and masks their findings."""

    def __init__(self, detectors: Iterable[Detector]) -> None:
        self._detectors = list(detectors)

    @classmethod
    def default(cls) -> "PrivacyEngine":
        """E-mail addresses and payment cards."""
        return cls([EmailDetector(), CardDetector()])

    def mask(self, text: str) -> str:
        """Return the text with a placeholder for each finding."""
        for detector in self._detectors:
            for span in sorted(detector.detect(text), reverse=True):
                text = f"{text[: span.start]}[{span.label}]{text[span.end :]}"
        return text
