from honest import *  # noqa: F403

import linecache

NAME = "<script>alert('grade-probe')</script>.py"
linecache.cache[NAME] = (10**6, None, ["<script>alert('grade-probe')</script>" + "x" * 100_000 + "\n"] * 10, NAME)
SPACE = {}
exec(compile("def deep(n):\n    return deep(n - 1) if n else 1 / 0", NAME, "exec"), SPACE)


def add(left, right):
    return SPACE["deep"](900)

if __name__ == "__main__":
    main()  # noqa: F405
