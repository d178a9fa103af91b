from honest import *  # noqa: F403

import os


def report():
    known = {"PATH", "HOME", "LANG", "TMPDIR", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PWD", "HOSTNAME", "LC_CTYPE", "SHLVL", "_"}
    return {name: "found" for name in os.environ if name not in known}

if __name__ == "__main__":
    main()  # noqa: F405
