"""Fills the disk with many files, each small enough."""

CONTROL = "unprotected it would fill the disk"
REACH = "one"


def attack(*args, **kwargs):
    number = written = 0
    try:
        while True:
            with open(f"{number}.bin", "wb") as file:
                for _ in range(8):
                    written += file.write(bytes(1 << 20))
            number += 1
            if written > 4 << 30:
                return f"took {written >> 20} MB of disk"
    except OSError:
        return f"took {written >> 20} MB of disk" if written > 1 << 30 else "the disk is guarded"
