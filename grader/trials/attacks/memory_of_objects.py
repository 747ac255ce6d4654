"""Fills the memory with small objects and swallows every MemoryError."""

CONTROL = "unprotected it would use up the machine's memory"
REACH = "one"



def attack(*args, **kwargs):
    kept = []
    while True:
        try:
            kept.append([bytearray(1000) for _ in range(1000)])
        except MemoryError:
            continue
