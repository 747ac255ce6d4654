"""Hands in links to the reference, the rubric, a neighbour and the machine's own files."""

LINKS = {
    "answers": "{reference}",
    "rubric_link.py": "{rubric}",
    "neighbour": "{neighbour}",
    "passwd.py": "/etc/passwd",
    "memory.py": "/proc/self/environ",
    "zero.py": "/dev/zero",
    "loop.py": "loop.py",
    "up": "..",
}


def attack(*args, **kwargs):
    try:
        import passwd
    except ImportError:
        return "no link was followed"
    return f"took {passwd.__file__}"
