def dumps(*_, **__):
    return '[]'


loads = dumps
