"""Hands in files and a folder whose names are HTML, formulas and terminal escapes."""

STUDENT_FOLDER = "=cmd|' calc'!A0 <img src=x onerror=alert(1)> \x1b[2J"

FILES = {
    "<script>alert(1).py": "raise ValueError\n",
    "=1+1.py": "raise ValueError\n",
    "\x1b]0;title\x07.py": "raise ValueError\n",
    "\u202eyp.py": "raise ValueError\n",
    "-rf.py": "raise ValueError\n",
    "new\nline.py": "raise ValueError\n",
}


def attack(*args, **kwargs):
    raise ValueError("forged")
