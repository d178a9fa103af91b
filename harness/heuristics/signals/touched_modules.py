"""The main path goes through many modules

What it looks for: how many of the product's modules take part in what the entry points lead to, against the accepted solutions.

Why it matters: to understand one request one has to open all of them.

An example: sorting one ticket touches 28 modules; accepted solutions touch 1 to 6.

When it is fine: up to five modules cost nothing, whatever the others have.
"""

FAMILY = "indirection"
FIGURE = "touched"
