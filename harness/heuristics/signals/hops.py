"""A long way from the entry point to the work

What it looks for: through how many of the product's own functions a call goes, on average, before it comes to where the work is
done (each function weighted by its size), against the challenge's accepted solutions.

Why it matters: who looks for a fault follows this way, in an editor, with the finger on *go to definition*.

An example: `main` calls a facade, which calls a service, which calls a use case, which calls a port, whose adapter does the
work.

When it is fine: some steps more than usual cost nothing, and a helper that is called from the middle of the work is none.
"""

FAMILY = "indirection"
FIGURE = "hops"
