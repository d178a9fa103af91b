import os

os.environ["PYTEST_ADDOPTS"] = "--collect-only"
open("left-by-sitecustomize.txt", "w").write("x")
