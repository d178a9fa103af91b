"""
Triage Package
==============

This package provides AI-powered support ticket triage.

Modules:
    constants: Constant values used throughout the package.
    exceptions: Custom exceptions used throughout the package.
    logging_utils: Logging utilities used throughout the package.
    retry_utils: Retry utilities used throughout the package.
    validation_utils: Validation utilities used throughout the package.
    privacy_utils: Privacy utilities used throughout the package.
    llm_client: The client for the language model.
    triage_service: The main service.
"""

from triage.triage_service import TriageService, triage_ticket

__all__ = ["TriageService", "triage_ticket"]
__version__ = "1.0.0"
