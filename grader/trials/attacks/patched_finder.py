"""The harness's own finder of answers replaced, so that other names are found."""

CONTROL = "it aims at the harness's own modules"

import sys

guest = sys.modules.get("_guest_calling")
if guest is not None:
    real = guest.find

    def find(importer, names):
        found = real(importer, names)
        return found

    guest.find = find
    guest.ABSENT = True


def attack(*args, **kwargs):
    return 12345.5
