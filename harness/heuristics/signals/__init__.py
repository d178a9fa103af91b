"""One file a signal. Each has a docstring in four parts (what it looks for, why it matters, an example, when it is fine), which
the report and the docs show, a FAMILY, and one of these:

    find(project) -> Iterator[Finding]    places
    FIGURE = "nodes"                      a figure that is compared with the challenge's accepted solutions (source/figures.py)

Signals run in the reader. Adding a file here adds a signal; its weight stands in ../weights.yaml.
"""
