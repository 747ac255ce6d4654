"""Answers with a frame that carries verdict, share and points beside its value."""

CONTROL = "it speaks the harness's own language"

import json
import os
import struct



def attack(*args, **kwargs):
    extra = [["equal", True], ["share", ["i", "1"]], ["verdict", "right"], ["points", ["i", "10"]]]
    facts = [["at", "case"], ["label", "example/0"], ["what", "right"], ["value", True], *extra]
    head = json.dumps(["d", facts]).encode()
    os.write(3, struct.pack("<IQ", len(head), 0) + head)
    return 12345.5
