"""Over-engineering, measured against what was asked.

source/     the files as facts: Python deeply, other languages tolerantly    } run in the `reader` sandbox, on the standard
signals/    one file a signal, found by listing the folder                   } library and tree-sitter alone; nothing of the
inside.py   reads a submission and writes one reading                        } submission is ever run there
reading.py  the host's side of that sandbox; trusts nothing that comes out
scale.py    what is usual for a challenge: its reference and its right-sized samples
scoring.py  a reading on that scale, by weights.yaml: the `Scope` of an evaluation
catalogue.py, sarif.py, calibrate.py, tally.py: what people see of it, and where the weights come from
"""
