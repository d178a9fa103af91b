from honest import *  # noqa: F403

import honest
from honest import ProbeError


class Deep(ProbeError):
    @property
    def __cause__(self):
        return Deep(str(self))

    __context__ = __cause__


def words(text):
    if not text:
        first, second = Deep("the text is empty"), ProbeError("other")
        BaseException.__dict__["__cause__"].__set__(first, second)
        second.__cause__ = first
        raise first
    return honest.words(text)

if __name__ == "__main__":
    main()  # noqa: F405
