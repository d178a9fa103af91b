"""The built-in policies, one module a kind."""
