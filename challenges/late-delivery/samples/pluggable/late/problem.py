class Problem(Exception):
    """Something that the user can put right; one line."""
