"""`python -m harness` is `grade`."""

from harness.cli.main import main

main()
