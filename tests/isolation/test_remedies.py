"""Why a machine offers less than it could, and what to type: by its switches, its kernel, its container."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.sandbox.isolation.plan import TIERS
from grader.sandbox.isolation.remedies import SWITCHES, Surroundings, remedy, surroundings

PLAIN = Surroundings(root=False, container=False, kernel="6.8.0")
REFUSED = "PermissionError: [Errno 1] unshare: Operation not permitted"
NO_LANDLOCK = "OSError: [Errno 38] landlock_create_ruleset: Function not implemented"


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_is_named_with_what_to_type(name: str) -> None:
    """Ubuntu's AppArmor, Debian's own switch, a limit of none: each has its command, for a plain user."""
    forbids, command = SWITCHES[name]
    assert command in remedy("full", REFUSED, replace(PLAIN, switches={name: forbids}))
    assert command not in remedy("full", REFUSED, replace(PLAIN, switches={name: "7"}))
    assert command not in remedy("full", REFUSED, replace(PLAIN, root=True, switches={name: forbids}))


def test_a_container_needs_options() -> None:
    """In Docker the container's own rules are in the way."""
    assert "--security-opt" in remedy("full", REFUSED, replace(PLAIN, container=True))
    assert "plain user" in remedy("full", REFUSED, replace(PLAIN, root=True))


def test_landlock_may_be_switched_off_or_missing() -> None:
    """Off: the kernel's command line. Missing: a newer kernel."""
    off = replace(PLAIN, modules="lockdown,yama,apparmor")
    assert "lsm=landlock,lockdown,yama,apparmor" in remedy("mid", NO_LANDLOCK, off)
    missing = remedy("mid", NO_LANDLOCK, replace(PLAIN, kernel="5.4.0"))
    assert "5.13" in missing
    assert "5.4.0" in missing


def test_nothing_is_invented() -> None:
    """Where nobody knows what would help nothing is said, and this machine's own facts can be read."""
    assert remedy("no-open", "the warm process died", PLAIN) == ""
    here = surroundings()
    assert here.kernel
    assert all(isinstance(remedy(tier, REFUSED, here), str) for tier in TIERS)
