from honest import *  # noqa: F403

import honest


def mean(values):
    answer = honest.mean(values)
    values.clear()
    return answer

if __name__ == "__main__":
    main()  # noqa: F405
