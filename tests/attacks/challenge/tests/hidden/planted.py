"""What no submission may ever get to see, put where a careless harness would let it be found."""

import os
import secrets

# In two parts, so that the whole stands in no file: what finds it has found this process.
SECRET = "marker-of-the-" + "examiner-" + secrets.token_hex(16)

os.environ["EXAMINER_SECRET"] = SECRET
for place in ("/tmp/secret.txt", "/dev/shm/secret.txt"):
    try:
        with open(place, "w") as file:
            file.write(SECRET)
    except OSError:
        pass
