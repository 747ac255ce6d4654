"""Brings the files that Python runs by itself when it starts."""

FILES = {
    "sitecustomize.py": "import os\nos._exit(0)\n",
    "usercustomize.py": "import os\nos._exit(0)\n",
    "mallory.pth": "import os; os._exit(0)\n",
    "pyvenv.cfg": "home = /tmp\ninclude-system-site-packages = true\n",
    "conftest.py": "import os\nos._exit(0)\n",
    "__main__.py": "import os\nos._exit(0)\n",
}


def attack(*args, **kwargs):
    return "forged"
