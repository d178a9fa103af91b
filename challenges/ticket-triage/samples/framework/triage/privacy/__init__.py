"""Subpackage of the triage framework."""
