"""The harness's own caller in the student's process replaced, at import, by one that passes others through."""

CONTROL = "it aims at the harness's own modules"

import sys

guest = sys.modules.get("_guest_calling")
if guest is not None:
    real = guest.outcome

    def outcome(*how):
        returned, frame = real(*how)
        return True, frame  # failures are told as successes

    guest.outcome = outcome


def attack(*args, **kwargs):
    raise ValueError("this is told as a success")
