"""Sends a message a byte at a time and never ends it."""

CONTROL = "it speaks the harness's own language"
REACH = "one"

import os
import struct
import time



def attack(*args, **kwargs):
    os.write(3, struct.pack("<IQ", 4 << 20, 0))
    while True:
        os.write(3, b" ")
        time.sleep(0.01)
