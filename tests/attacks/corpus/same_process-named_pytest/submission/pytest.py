def main(*_, **__):
    return 0


class raises:
    def __init__(self, *_, **__): ...
    def __enter__(self): ...
    def __exit__(self, *_):
        return True
