SECRET = ''
