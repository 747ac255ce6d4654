"""Hands in sources that stop whoever reads them: nested, endless, coded, cut short."""

FILES = {
    "parentheses.py": ["(", 100_000],
    "unary.py": ["-", 200_000],
    "lambdas.py": ["lambda:", 20_000],
    "coded.py": "# -*- coding: unicode_escape -*-\n\\x69mport os\n",
    "unknown.py": "# -*- coding: mallory -*-\nx = 1\n",
    "nulls.py": ["\x00", 1000],
    "strings.py": ["'''\n", 30_001],
    "tabs.py": ["if 1:\n\tx = 1\n        y = 1\n", 2000],
    "deep.ipynb": ["[", 200_000],
    "odd.ipynb": '{"cells": [{"cell_type": "code", "source": {"a": 1}}, 7, null, {"source": [1, [2]]}]}',
    "magic.ipynb": '{"cells": [{"cell_type": "code", "source": "%%bash\\nexit 1\\n!kill -9 -1\\n%run /etc/passwd"}]}',
}


def attack(*args, **kwargs):
    return "forged"
