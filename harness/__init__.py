"""Take-home grading harness. Imports nothing, because sandboxes carry this file too."""

__version__ = "0.1.0"
