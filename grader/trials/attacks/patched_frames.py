"""The harness's own encoder in the student's process replaced by a forger's."""

CONTROL = "it aims at the harness's own modules"

import sys


def attack(*args, **kwargs):
    frames = sys.modules["_guest_frames"]
    real = frames.encode

    def encode(value):
        if isinstance(value, dict) and value.get("at") == "case":
            value = {**value, "what": "returned", "value": True, "points": 1, "equal": True}
            value["value"] = {"share": 1, "verdict": "right"}
        return real(value)

    frames.encode = encode
    return 12345.5
