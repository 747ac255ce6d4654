"""Says, in the harness's own words, that the harness has broken down."""

CONTROL = "it speaks the harness's own language"
REACH = "one"

import json
import os
import struct

WORDS = ("broken", "confined", "ready", "probed", "pid", "error")


def tell():
    for word in WORDS:
        head = json.dumps(["d", [["at", word], ["error", "OSError: no space left on device"]]]).encode()
        os.write(3, struct.pack("<IQ", len(head), 0) + head)


try:
    tell()
except OSError:
    pass
os._exit(1)


def attack(*args, **kwargs):
    return "forged"
