"""Returns text that no file can hold: half characters, nulls, and every control character."""


def attack(*args, **kwargs):
    return "forged\ud800\udfff\x00" + "".join(map(chr, range(32))) + "\u2028\ufeff"
