"""Hands in archives that unpack to a thousand times their size."""

ARCHIVES = {
    "bomb.zip": {"zeros.py": ["0", 100_000_000]},
    "many.zip": {"many.py": ["x = 1\n", 1_000_000], "more.py": ["#", 20_000_000]},
}


def attack(*args, **kwargs):
    return "forged"
