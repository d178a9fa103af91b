"""More files than the task needs

What it looks for: how many files of code the product has, against the challenge's accepted solutions. Empty ones and own tests
don't count.

Why it matters: a change that crosses five files is harder to make and to review than one in a single file.

An example: 36 modules where accepted solutions have 1 to 6.

When it is fine: three to five modules, one for each part of the work, cost nothing whatever the others have.
"""

FAMILY = "size"
FIGURE = "files"
