"""More code than the task needs

What it looks for: the nodes of the syntax tree of the product's code, against the challenge's accepted solutions. Own tests,
documents, data, annotations, docstrings and comments are not counted.

Why it matters: everything that is there has to be read, tested and kept working by somebody. Lines mislead, since styles
differ; nodes of the syntax tree are the same in any formatting.

An example: 4,800 nodes where four accepted solutions have 700 to 1,150.

When it is fine: size alone never makes a submission *over-built*, it only says *look*. A solution in another style may be half
as large again; and some problems have a careful solution that is longer than the usual one.
"""

FAMILY = "size"
FIGURE = "nodes"
