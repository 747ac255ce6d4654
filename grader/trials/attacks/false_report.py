"""Reports, before the file is loaded, that everything was found and failed as it likes."""

HARMS_ITSELF = "what it reports of its own file is believed"
CONTROL = "it speaks the harness's own language"
REACH = "one"

import json
import os
import struct


asked = [["found", ["d", [["nothing", "found"]]]], ["failures", ["l", []]], ["prints", ""]]
head = json.dumps(["d", [["at", "imported"], *asked]]).encode()
try:
    os.write(3, struct.pack("<IQ", len(head), 0) + head)
except OSError:
    pass
os._exit(0)


def attack(*args, **kwargs):
    return "forged"
