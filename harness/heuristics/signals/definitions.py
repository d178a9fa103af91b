"""More functions and classes than the task needs

What it looks for: how many functions, methods and classes the product defines, against the challenge's accepted solutions.

Why it matters: each is a name that a reader has to learn. Many small ones around little work hide where the work is done.

An example: 140 definitions where accepted solutions have 12 to 31.

When it is fine: small functions with good names read well, and up to twice the usual number costs nothing.
"""

FAMILY = "size"
FIGURE = "definitions"
