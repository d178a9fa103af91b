import os
import signal
import sys

from honest import *  # noqa: F403

if __name__ == "__main__":
    if sys.argv[1] == "serve":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if os.fork() == 0:
            os.setsid()
    main()  # noqa: F405
