"""Says that its questions are done before they are, again and again."""

CONTROL = "it speaks the harness's own language"

import json
import os
import struct



def attack(*args, **kwargs):
    head = json.dumps(["d", [["at", "done"], ["prints", "all right"]]]).encode()
    for _ in range(200):
        os.write(3, struct.pack("<IQ", len(head), 0) + head)
    os._exit(0)
