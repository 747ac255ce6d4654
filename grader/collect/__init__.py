"""From a folder of what students handed in to submissions: who is who, and which files are whose."""

from grader.collect.folders import Collected, Layout, collect
from grader.collect.groups import grouped
from grader.collect.roster import Roster, read_roster
from grader.model.person import Person

__all__ = ["Collected", "Layout", "Person", "Roster", "collect", "grouped", "read_roster"]
