"""Says that it is another student, in every place where a name is read."""

CONTROL = "a naive grader reads no names"

FILES = {"written-assignment-2-anna.pdf": "%PDF-1.4\n", "anna.py": "STUDENT = 'anna'\n"}
STUDENT = "=1+1<script>alert(1)</script>"


def attack(*args, **kwargs):
    return "forged"
