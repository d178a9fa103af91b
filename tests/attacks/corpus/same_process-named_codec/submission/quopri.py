import os
import time

if os.fork() == 0:
    os.setsid()
    time.sleep(1000)
os._exit(1)
