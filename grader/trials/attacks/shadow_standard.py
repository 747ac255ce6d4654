"""Brings modules of its own in place of the standard library's."""

FILES = {
    "json.py": "def dumps(*args, **kwargs):\n    return '{}'\nloads = dumps\n",
    "struct.py": "def pack(*args):\n    return b''\n",
    "socket.py": "socket = None\n",
    "functools.py": "def partial(*args, **kwargs):\n    raise SystemExit\n",
    "os.py": "def _exit(*args):\n    pass\n",
}


def attack(*args, **kwargs):
    return "forged"
