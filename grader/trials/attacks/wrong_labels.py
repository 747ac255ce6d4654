"""Answers with the labels of cases that nobody asked about."""

CONTROL = "it speaks the harness's own language"

import json
import os
import struct



def attack(*args, **kwargs):
    for label in ("other/0", "example/99", "", "call/call", "../example/0", "x" * 5000):
        facts = [["at", "case"], ["label", label], ["what", "returned"], ["value", True]]
        head = json.dumps(["d", facts]).encode()
        os.write(3, struct.pack("<IQ", len(head), 0) + head)
    return 12345.5
