"""
Batching Gateway Package
========================

This package provides a robust, production-ready and highly maintainable batching gateway
that sits between clients and a model server.

Modules:
    constants: All constants that are used throughout the package.
    exceptions: Custom exceptions for precise error handling.
    validators: Comprehensive validation helpers.
    server: The HTTP server.
    batch_manager: The batch manager.
    model_client: The model client.
    metrics_collector: The metrics collector.
    utils: Logging, retry, timing and safety helpers.
"""

__all__ = ["constants", "exceptions", "validators", "server", "batch_manager", "model_client", "metrics_collector"]
