"""Finds the students' Python and gives its guests a path that holds the rubric's packages and no more."""

from __future__ import annotations

import json
import subprocess  # noqa: TID251 - asking an interpreter about itself means starting it
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.errors import RubricError
from grader.model.interpreter import Interpreter

WARM = {
    "numpy": "numpy numpy.testing numpy.linalg numpy.polynomial numpy.fft numpy.random numpy.ma",
    "scipy": "scipy scipy.linalg scipy.special scipy.optimize scipy.sparse",
    "matplotlib": "matplotlib matplotlib.pyplot",
    "pandas": "pandas",
    "scikit-learn": "sklearn sklearn.linear_model sklearn.utils.parallel",
    "sympy": "sympy",
    "torch": "torch torch.optim torch._dynamo",
    "numba": "numba",
    "tqdm": "tqdm tqdm.auto",
    "joblib": "joblib",
}

ASK = r"""
import importlib.metadata as meta, json, os, re, site, sys, sysconfig
prefix, system = None, True
for home in (os.path.dirname(sys.executable), os.path.dirname(os.path.dirname(sys.executable))):
    config = os.path.join(home, "pyvenv.cfg")
    if os.path.isfile(config):
        prefix = os.path.dirname(os.path.dirname(sys.executable))
        pairs = [line.partition("=") for line in open(config)]
        settings = {k.strip().lower(): v.strip() for k, _, v in pairs}
        system = settings.get("include-system-site-packages") == "true"
        break
sites = []
if prefix:
    scheme = "venv" if "venv" in sysconfig.get_scheme_names() else "posix_prefix"
    for kind in ("purelib", "platlib"):
        sites.append(sysconfig.get_path(kind, scheme, vars={"base": prefix, "platbase": prefix}))
if system:
    sites += site.getsitepackages([sys.base_prefix, sys.base_exec_prefix])
sites = [p for i, p in enumerate(sites) if os.path.isdir(p) and p not in sites[:i]]
stdlib = list(sys.path)
sys.path += sites
packages, entries, missing, wanted, seen = [], {}, [], sys.argv[1:], set()
asked = len(wanted)
for index, name in enumerate(wanted):
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        continue
    seen.add(key)
    try:
        found = meta.distribution(name)
    except meta.PackageNotFoundError:
        if index < asked:
            missing.append(name)
        continue
    packages.append([key, found.version])
    tops = {str(f).split("/")[0] for f in found.files or ()}
    tops = tops or set((found.read_text("top_level.txt") or name).split())
    for top in sorted(tops - {"..", "__pycache__", "bin", ""}):
        place = str(found.locate_file(top))
        if os.path.exists(place) and not top.endswith(".pth"):
            entries.setdefault(top, place)
    for line in found.requires or ():
        if "extra ==" not in line:
            wanted.append(re.match(r"[A-Za-z0-9._-]+", line).group())
print(json.dumps({"version": sys.version.split()[0], "stdlib": stdlib, "packages": packages,
                  "entries": entries, "missing": missing}))
"""


def probe(python: str | None, packages: Sequence[str], folder: Path) -> Interpreter:
    """Ask an interpreter for its path and packages, and link those into `folder` for the guests.

    Raises RubricError with the install line when a package of the rubric is missing.
    """
    executable = python or sys.executable
    facts = _ask(executable, packages)
    if facts["missing"]:
        names = " ".join(facts["missing"])
        raise RubricError(
            f"The rubric lets students import {', '.join(facts['missing'])}, which this Python lacks. "
            f"Install it with `{executable} -m pip install {names}`, or take it out of `packages`."
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, place in facts["entries"].items():
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(place)
    return Interpreter(
        executable=executable,
        version=facts["version"],
        path=(*facts["stdlib"], str(folder)),
        packages=tuple((name, version) for name, version in sorted(facts["packages"])),
        preload=tuple(" ".join(WARM.get(name.lower(), "") for name in packages).split()),
    )


def _ask(executable: str, packages: Sequence[str]) -> dict:  # type: ignore[type-arg]
    try:
        done = subprocess.run(  # noqa: S603 - the instructor's own interpreter
            [executable, "-I", "-S", "-B", "-c", ASK, *packages],
            check=True,
            capture_output=True,
            timeout=60,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
        return dict(json.loads(done.stdout))
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise RubricError(
            f"The students' Python, {executable}, does not start or cannot be asked about its packages; "
            "check `python:` in the rubric."
        ) from error
