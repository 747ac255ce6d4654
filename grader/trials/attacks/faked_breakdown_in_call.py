"""Says in a call that the harness has broken down, and dies like it."""

CONTROL = "it speaks the harness's own language"

import json
import os
import struct



def attack(*args, **kwargs):
    for word in ("broken", "confined", "error"):
        head = json.dumps(["d", [["at", word], ["error", "MemoryError: the grader is full"]]]).encode()
        os.write(3, struct.pack("<IQ", len(head), 0) + head)
    os._exit(1)
