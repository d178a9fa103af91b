from honest import *  # noqa: F403

import gc

import honest


def apply(function, value):
    leaks = []
    for name in ("__globals__", "__code__", "__closure__", "__self__", "__func__", "__init__", "__class__", "f_back", "gi_frame"):
        for ask in (lambda: getattr(function, name), lambda: object.__getattribute__(function, "_ask")("get", name)):
            try:
                leaks.append((name, ask()))
            except Exception:
                pass
    for name, leak in leaks:
        if "marker-of-the-" in repr(leak) or "SECRET" in repr(leak):
            return leak
    return honest.apply(function, value)

if __name__ == "__main__":
    main()  # noqa: F405
