"""A submission's files as facts. Runs in the reader sandbox on Python 3.11 or later; nobody trusts what comes out.

Imports the standard library and, where it is there, tree-sitter; nothing else of the harness.
"""
