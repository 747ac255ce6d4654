"""Opens the grader's own store of results."""

import os


def attack(*args, **kwargs):
    import sqlite3

    path = os.path.join(TARGETS["grades"], "ledger.sqlite")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        return "took " + str(store.execute("SELECT name FROM sqlite_master").fetchall())
