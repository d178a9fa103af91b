"""Subpackage of the triage platform."""
