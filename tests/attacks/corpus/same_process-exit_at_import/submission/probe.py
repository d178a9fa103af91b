from honest import *  # noqa: F403

import os

if __name__ != "__main__":
    os._exit(0)

if __name__ == "__main__":
    main()  # noqa: F405
