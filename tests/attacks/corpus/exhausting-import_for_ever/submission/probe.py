from honest import *  # noqa: F403

import time

if __name__ != "__main__":
    time.sleep(3600)

if __name__ == "__main__":
    main()  # noqa: F405
