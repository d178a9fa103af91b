# make demo    grade three samples of a challenge; needs Python 3.11 or later and nothing else
# make demo-round   a whole round on samples: three graders, a wrong test, an appeal, a signed manifest
# make test    the whole suite; as root on Debian or Ubuntu it installs what it lacks (a Docker engine, Chromium)
# make lint    style and types
# make bench   what grading costs
# make clean   remove what these made; `make distclean` removes .venv too

SAMPLES := challenges/context-packer/samples
DEMO := $(addprefix $(SAMPLES)/,good wrong cheating)

.PHONY: help setup setup-dev demo demo-round test lint bench clean distclean

help:
	@sed -n 's/^# //p' Makefile

setup:
	@tools/setup

setup-dev:
	@tools/setup dev

demo: setup
	@.venv/bin/grade run $(DEMO) --challenge context-packer --out results/demo
	@printf '\nOpen first: results/demo/good/report.html, then wrong and cheating beside it.\n'

demo-round: setup
	@.venv/bin/python tools/demo_round.py

test: setup-dev
	@tools/test

lint: setup-dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

bench: setup-dev
	@.venv/bin/python benchmarks/overhead.py

clean:
	rm -rf results build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find harness tests challenges benchmarks -name __pycache__ -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv
