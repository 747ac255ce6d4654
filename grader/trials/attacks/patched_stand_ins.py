"""The stand-ins for absent packages and the search for near names replaced, so that anything is an answer."""

CONTROL = "it aims at the harness's own modules"

import sys

import no_such_package


def anything(*args, **kwargs):
    return 12345.5


guests = {name: sys.modules.get(f"_guest_{name}") for name in ("absent", "nearby", "refusals")}
if guests["nearby"] is not None:
    near = type("Near", (), {"name": "attack", "where": "", "rank": 0, "value": anything, "home": {}})
    guests["nearby"].search = lambda *args: near
    guests["nearby"].taken_out = lambda found: anything
    guests["absent"].Stub = type("Other", (), {})
    guests["refusals"].words = lambda error: "the grading machine does not offer the points"

attack = no_such_package.solve
