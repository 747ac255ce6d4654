"""Why a machine offers less than it could, and what would help: kernel switches, containers, old kernels."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from pathlib import Path

DOCKER = (
    "In a container, start it as a plain user with `--security-opt seccomp=unconfined --security-opt "
    "apparmor=unconfined`, which trusts this harness instead of the container's own rules"
)
SWITCHES = {  # what forbids a plain user a machine of their own: the value that does, and what to type
    "kernel/unprivileged_userns_clone": ("0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
    "kernel/apparmor_restrict_unprivileged_userns": (
        "1",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    "user/max_user_namespaces": ("0", "sudo sysctl -w user.max_user_namespaces=10000"),
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of this machine decides how well students' code can be shut off."""

    root: bool
    container: bool
    kernel: str
    switches: dict[str, str] = field(default_factory=dict)  # by name below /proc/sys
    modules: str = ""  # the kernel's security modules, as it lists them


def surroundings() -> Surroundings:
    """Read them; what cannot be read is left out."""
    values = {name: _read(Path("/proc/sys") / name) for name in SWITCHES}
    return Surroundings(
        root=os.getuid() == 0,
        container=Path("/.dockerenv").exists() or Path("/run/.containerenv").exists(),
        kernel=platform.release(),
        switches={name: value for name, value in values.items() if value},
        modules=_read(Path("/sys/kernel/security/lsm")),
    )


def remedy(tier: str, reason: str, here: Surroundings) -> str:
    """What would bring this form of isolation about; "" when nobody knows."""
    if "landlock" in reason:
        return _landlock(here)
    if "processor" in reason:
        return "The lists of system calls are made for x86_64 and aarch64."
    if tier == "full":
        return _namespaces(here)
    if "seccomp" in reason:
        return "The kernel was built without system call filters (CONFIG_SECCOMP_FILTER)."
    return ""


def _landlock(here: Surroundings) -> str:
    if here.modules and "landlock" not in here.modules.split(","):
        return (
            f"The kernel has Landlock switched off: add `lsm=landlock,{here.modules}` to its command line "
            "and restart."
        )
    return (
        f"Landlock is missing (it needs Linux 5.13 or newer; this is {here.kernel}) or forbidden: "
        "use a newer kernel, or a container whose rules allow the landlock calls, as Docker's do."
    )


def _namespaces(here: Surroundings) -> str:
    for name, (forbids, command) in SWITCHES.items():
        if not here.root and here.switches.get(name) == forbids:
            return f"Type `{command}`; it holds for the whole machine until it restarts."
    if here.container:
        return f"{DOCKER}."
    if here.root:
        return "Root here may not make namespaces (CAP_SYS_ADMIN is missing): run as a plain user instead."
    return f"Something forbids namespaces to plain users. {DOCKER}."


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
