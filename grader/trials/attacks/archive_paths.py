"""Hands in archives whose members lead out of their folder."""

CONTROL = "unprotected it would write outside of its folder"

ARCHIVES = {
    "work.zip": {
        "../../../../../../tmp/left-by-mallory.py": "print('was here')\n",
        "/tmp/left-by-mallory.py": "print('was here')\n",
        "..\\..\\left-by-mallory.py": "print('was here')\n",
        "con": "",
        "a/../../b.py": "print('was here')\n",
    }
}


def attack(*args, **kwargs):
    import os

    return "took a place in /tmp" if os.path.exists("/tmp/left-by-mallory.py") else "nothing was unpacked"
