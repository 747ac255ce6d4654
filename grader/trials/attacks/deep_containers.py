"""Returns a list nested ten thousand levels deep."""


def attack(*args, **kwargs):
    nested = ["forged"]
    for _ in range(10_000):
        nested = [nested]
    return nested
