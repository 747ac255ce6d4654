"""The json module replaced, so that the report says what the student likes."""

import json


def attack(*args, **kwargs):
    real = json.dumps
    json.dumps = lambda *args, **kwargs: real(
        {"at": "case", "label": "call", "what": "returned", "value": 1, "score": 1, "passed": True}
    )
    json.loads = lambda *args, **kwargs: {"score": 1}
    return 12345.5
