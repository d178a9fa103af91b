"""python -m triage [lines | serve | report]"""

import sys

from . import settings, store, stream

if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else "lines"
    if command == "serve":
        from . import web

        web.serve()
    elif command == "report":
        for row in store.report(settings.load()):
            print(*row, sep="\t")
    else:
        stream.run()
