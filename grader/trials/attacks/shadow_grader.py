"""Brings a grader, a rubric and expectations of its own."""

CONTROL = "it aims at the files of this harness"

FILES = {
    "grader.py": "def question(function):\n    raise SystemExit\n",
    "grader/oracle.py": "question = None\n",
    "expect.yaml": "total: 10\n",
    "rubric.yaml": "points: 100\n",
    "ledger.py": "score = 100\n",
}


def attack(*args, **kwargs):
    return "forged"
