from honest import *  # noqa: F403

Evil = type("<script>alert('grade-probe')</script>" + "x" * 1_000_000, (ValueError,), {"__module__": "<b>" * 100_000})


def add(left, right):
    raise Evil("<script>alert('grade-probe')</script>")

if __name__ == "__main__":
    main()  # noqa: F405
